#!/usr/bin/env python3
"""Checks who includes whom. Exit code 1 with file:line for every breach.

- A folder of src/ includes only folders before it in LAYERS (an engine's folder also src/engine itself).
- Only LLAMA_ROOMS include llama.cpp's headers; only JSON_ROOMS include nlohmann/json.
- Public headers (include/ponder/) include the standard library and public headers alone.
"""
import os
import re
import sys

LAYERS = ["base", "text", "store", "sandbox", "engine", "engine/fake", "models", "engine/llama", "engine/remote",
          "latent", "task", "attack", "scorer", "search", "plan", "method", "run", "eval", "server", "cli"]
LLAMA_ROOMS = {"engine/llama", "latent"}
GGML_ONLY_ROOMS = {"latent"}  # ggml, but neither llama.h nor `common`
JSON_ROOMS = {"store", "task", "run", "eval", "server", "engine/remote", "engine/llama", "cli", "models"}

GGML_HEADER = re.compile(r"(ggml|gguf)[a-z-]*\.h$")
LLAMA_HEADER = re.compile(r"llama(-cpp)?\.h$")
COMMON_HEADERS = {"arg.h", "chat.h", "common.h", "console.h", "json-schema-to-grammar.h", "log.h", "ngram-cache.h",
                  "peg-parser.h", "reasoning-budget.h", "sampling.h", "speculative.h", "chat-peg-parser.h",
                  "chat-auto-parser.h", "download.h", "preset.h", "unicode.h", "json-schema.h"}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
SYSTEM_HEADERS = re.compile(r"^[a-z_0-9]+$")  # <vector>; also <stdint.h>, <cstdint> by the rule below


def room_of(path):
    """The layer that a path below src/ belongs to, the longest name first; None where it has none."""
    for layer in sorted(LAYERS, key=len, reverse=True):
        if path.startswith(layer + "/"):
            return layer
    return None


def may_include(room, other):
    if room == other:
        return True
    return LAYERS.index(other) < LAYERS.index(room)


def breach_in_source(root, path, room, header, quoted):
    """What is wrong with this include, or None."""
    own = os.path.join(root, "src", os.path.dirname(path), header)
    local = quoted and os.path.exists(own)
    if not local:
        if LLAMA_HEADER.search(header) and header != "ponder/llama.h" and room not in LLAMA_ROOMS - GGML_ONLY_ROOMS:
            return "only src/engine/llama includes llama.h"
        if GGML_HEADER.search(header) and room not in LLAMA_ROOMS:
            return "only src/engine/llama and src/latent include ggml's headers"
        if header in COMMON_HEADERS and room not in LLAMA_ROOMS - GGML_ONLY_ROOMS:
            return "only src/engine/llama includes headers of llama.cpp's common"
        if header.startswith("nlohmann/") and room not in JSON_ROOMS:
            return f"JSON has no place in src/{room}"
    if not quoted:
        return None
    other = room_of(os.path.normpath(os.path.join(os.path.dirname(path), header)) if local else header)
    if other and not may_include(room, other):
        return f"src/{room} lies below src/{other} and may not include it"
    return None


def breach_in_public(header, quoted):
    if quoted:
        return None if header.startswith("ponder/") else "a public header includes only ponder/*.h and the standard library"
    if SYSTEM_HEADERS.match(header):
        return None
    return "a public header includes only ponder/*.h and the standard library"


def files_below(folder):
    for parent, _, names in sorted(os.walk(folder)):
        for name in sorted(names):
            if name.endswith((".h", ".cc")):
                yield os.path.join(parent, name)


def check(root):
    breaches = []

    def look(path, judge):
        with open(path, encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                match = INCLUDE.match(line)
                wrong = match and judge(match[2], match[1] == '"')
                if wrong:
                    breaches.append(f"{os.path.relpath(path, root)}:{number}: {match[2]}: {wrong}")

    for path in files_below(os.path.join(root, "src")):
        inner = os.path.relpath(path, os.path.join(root, "src"))
        room = room_of(inner)
        if room is None:
            breaches.append(f"src/{inner}:1: its folder is not in LAYERS of scripts/check_layers.py")
            continue
        look(path, lambda header, quoted: breach_in_source(root, inner, room, header, quoted))
    for path in files_below(os.path.join(root, "include", "ponder")):
        look(path, breach_in_public)
    return breaches


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
    breaches = check(os.path.abspath(root))
    for breach in breaches:
        print(breach)
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
