#!/usr/bin/env python3
"""Makes the head of a reward model for Ponder's scorer `prm`.

    convert_head.py MODEL.gguf CHECKPOINT [OUTPUT]

MODEL.gguf is the body as llama.cpp runs it, CHECKPOINT a folder with the model's .safetensors files (or one such
file), OUTPUT by default the model's file with the ending .head. The head belongs to this very GGUF file: another one,
of another quantisation too, gets its own.

    convert_head.py --body CHECKPOINT FOLDER

writes CHECKPOINT without its head to FOLDER, as a plain language model (LlamaForCausalLM, Qwen2ForCausalLM ...), which
llama.cpp's convert_hf_to_gguf.py then makes a GGUF of: it refuses tensors that it does not know.

Heads that are known: Linear, ReLU, Linear (score.0, score.2: Qwen2.5-Math-PRM and -RM); one Linear (score, or
v_head.summary: Skywork-o1-Open-PRM). Needs nothing but Python.
"""
import array
import json
import os
import shutil
import struct
import sys
import zlib

PLACES, BYTES = 16, 65536
HEADS = [(["score.0", "score.2"], [1, 0]), (["v_head.summary"], [0]), (["score"], [0])]
HEAD_TENSORS = ("score.", "v_head.")


def fnv(data, value=0xcbf29ce484222325):
    for byte in data:
        value = ((value ^ byte) * 0x100000001b3) & 0xffffffffffffffff
    return value


def fingerprint(path):
    """The same as FileFingerprint in src/engine/llama/model_file.h."""
    size = os.path.getsize(path)
    value = fnv(struct.pack("<Q", size))
    last = max(size - BYTES, 0)
    with open(path, "rb") as file:
        for place in range(PLACES):
            file.seek(last // (PLACES - 1) * place)
            value = fnv(file.read(BYTES), value)
    return f"{value:016x}"


def files_of(checkpoint):
    if os.path.isfile(checkpoint):
        return [checkpoint]
    names = sorted(os.listdir(checkpoint)) if os.path.isdir(checkpoint) else []
    found = [os.path.join(checkpoint, name) for name in names if name.endswith(".safetensors")]
    return found or sys.exit(f"{checkpoint}: no .safetensors file there")


def header_of(file):
    (length,) = struct.unpack("<Q", file.read(8))
    return json.loads(file.read(length)), 8 + length


def floats(data, kind):
    if kind == "F32":
        return array.array("f", data)
    halves = array.array("H", data)
    if kind == "BF16":
        return array.array("f", array.array("I", (half << 16 for half in halves)).tobytes())
    if kind == "F16":
        return array.array("f", struct.unpack(f"<{len(halves)}e", data))
    sys.exit(f"type {kind} of a head is not known; F32, BF16 and F16 are")


def read_head(checkpoint):
    """{name: (shape, floats)} of the tensors of the head."""
    tensors = {}
    for path in files_of(checkpoint):
        with open(path, "rb") as file:
            header, start = header_of(file)
            for name, entry in header.items():
                if name.startswith(HEAD_TENSORS):
                    begin, end = entry["data_offsets"]
                    file.seek(start + begin)
                    tensors[name] = (entry["shape"], floats(file.read(end - begin), entry["dtype"]))
    return tensors


def layers_of(tensors, checkpoint):
    for names, activations in HEADS:
        if all(f"{name}.weight" in tensors for name in names):
            for name, activation in zip(names, activations):
                (outputs, inputs), weights = tensors[f"{name}.weight"]
                bias = tensors.get(f"{name}.bias", (None, array.array("f", [0.0] * outputs)))[1]
                yield inputs, outputs, activation, weights, bias
            return
    sys.exit(f"{checkpoint}: no head that is known (score.0 and score.2, v_head.summary or score)")


def convert(model, checkpoint, output):
    layers = list(layers_of(read_head(checkpoint), checkpoint))
    data = b"PONDHEAD" + struct.pack("<II", 1, len(layers)) + fingerprint(model).encode()
    for inputs, outputs, activation, weights, bias in layers:
        data += struct.pack("<III", inputs, outputs, activation) + weights.tobytes() + bias.tobytes()
    data += struct.pack("<I", zlib.crc32(data))
    with open(output + ".tmp", "wb") as file:
        file.write(data)
    os.replace(output + ".tmp", output)
    print(f"{output}: {' -> '.join(str(n) for n in [layers[0][0]] + [layer[1] for layer in layers])}")


def strip_file(source, target):
    with open(source, "rb") as file, open(target, "wb") as out:
        header, start = header_of(file)
        kept, ranges, at = {}, [], 0
        for name, entry in sorted(header.items(), key=lambda item: item[1].get("data_offsets", [0])[0]):
            if name == "__metadata__":
                kept[name] = entry
            elif not name.startswith(HEAD_TENSORS):
                begin, end = entry["data_offsets"]
                kept[name.removeprefix("pretrained_model.")] = {**entry, "data_offsets": [at, at + end - begin]}
                ranges.append((start + begin, end - begin))
                at += end - begin
        text = json.dumps(kept).encode()
        out.write(struct.pack("<Q", len(text)) + text)
        for begin, length in ranges:
            file.seek(begin)
            while length > 0:
                length -= out.write(file.read(min(length, 1 << 24)))


def strip(checkpoint, folder):
    os.makedirs(folder, exist_ok=True)
    for path in files_of(checkpoint):
        strip_file(path, os.path.join(folder, os.path.basename(path)))
    for name in os.listdir(checkpoint):
        if name.endswith((".json", ".txt", ".model", ".jinja")) and not name.endswith(".index.json"):
            shutil.copy(os.path.join(checkpoint, name), folder)
    path = os.path.join(folder, "config.json")
    with open(path, encoding="utf-8") as file:
        config = json.load(file)
    family = config.get("model_type", "qwen2")
    config["architectures"] = [f"{family.capitalize()}ForCausalLM"]
    config.pop("auto_map", None)
    with open(path, "w", encoding="utf-8") as file:
        json.dump(config, file, indent=2)
    print(f"{folder}: {config['architectures'][0]} without its head")


def main(arguments):
    if len(arguments) == 3 and arguments[0] == "--body" and os.path.isdir(arguments[1]):
        strip(arguments[1], arguments[2])
    elif len(arguments) in (2, 3) and not arguments[0].startswith("-") and os.path.isfile(arguments[0]):
        output = arguments[2] if len(arguments) == 3 else os.path.splitext(arguments[0])[0] + ".head"
        convert(arguments[0], arguments[1], output)
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    if sys.byteorder != "little":
        sys.exit("little-endian machines only")
    main(sys.argv[1:])
