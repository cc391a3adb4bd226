#!/usr/bin/env python3
"""Speed of the engine against llama.cpp's own tools, built from the same sources.

    compare.py throughput|question|questions|early_stop|memory|all --model FILE --bench ENGINE_BENCH
               --tools FOLDER [--pairs N] [--threads N]

Both sides run in turn on the same file, threads and lengths; each pair prints one line that starts
with `ratio` (above 1: Ponder is faster), and each comparison ends with the median of its pairs.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import threading
import time
import urllib.request


class Engine:
    """The engine's side: one process, commands in, JSON lines out."""

    def __init__(self, args, *flags):
        command = [args.bench, args.model, "--threads", str(args.threads), *map(str, flags)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.read()

    def read(self):
        line = self.process.stdout.readline()
        if not line:
            sys.exit("compare: engine_bench ended early")
        return json.loads(line)

    def ask(self, *words):
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        self.process.stdin.flush()
        return self.read()

    def rows(self, *words):
        row, rows = self.ask(*words), []
        while "end" not in row:
            rows.append(row)
            row = self.read()
        return rows

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Server:
    """llama-server on a port of its own, with its defaults but for what is named."""

    count = 0

    def __init__(self, args, slots, context, *flags):
        Server.count += 1
        self.port = 18000 + (os.getpid() * 8 + Server.count) % 8000
        command = [os.path.join(args.tools, "llama-server"), "-m", args.model, "--host", "127.0.0.1",
                   "--port", str(self.port), "-np", str(slots), "-c", str(context), "-t", str(args.threads),
                   "--cache-ram", "0", "--jinja", *flags]
        self.log = subprocess.DEVNULL
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log)
        for _ in range(240):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=5).read()
                return
            except OSError:
                time.sleep(0.25)
        sys.exit("compare: llama-server does not answer")

    def ask(self, text, n, tokens, seed=1, ignore_eos=True):
        body = {"messages": [{"role": "user", "content": text}], "n": n, "max_tokens": tokens,
                "ignore_eos": ignore_eos, "temperature": 0.7, "top_k": 40, "top_p": 0.95, "min_p": 0.05,
                "seed": seed, "cache_prompt": False}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/v1/chat/completions",
                                         json.dumps(body).encode(), {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=3600) as reply:
            answer = json.load(reply)
        if len(answer["choices"]) != n:
            sys.exit("compare: llama-server gave another number of choices")
        return answer

    def close(self):
        self.process.terminate()
        self.process.wait()


def report(name, ratios):
    print(f"median {name}: {statistics.median(ratios):.3f} of {len(ratios)} pairs", flush=True)


SAME_CELLS = ["-fa", "on", "-ctk", "f16", "-ctv", "bf16"]  # as the engine has them by default


def batched_bench(args, sequences, prompt, tokens, context, *flags):
    command = [os.path.join(args.tools, "llama-batched-bench"), "-m", args.model, "-t", str(args.threads),
               "-c", str(context * sequences), "-b", "512", "-ub", "512", "-npp", str(prompt), "-ntg", str(tokens),
               "-npl", str(sequences), *flags, "--output-format", "jsonl"]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return next(json.loads(line) for line in output.splitlines() if line.startswith("{"))


def throughput(args):
    """Decode and prefill, 1 to 64 sequences: the same flags, and batched-bench's best flags."""
    prompt, tokens, context = 64, 64, 256
    engine = Engine(args, "--sequences", 64, "--sequence-context", context)
    for sequences in args.widths:
        ratios, best_ratios, pure, prefill, whole = [], [], [], [], []
        for pair in range(args.pairs):
            theirs = batched_bench(args, sequences, prompt, tokens, context, *SAME_CELLS)
            ours = engine.ask("decode", sequences, prompt, tokens)
            best = batched_bench(args, sequences, prompt, tokens, context, "-fa", "on")
            # While a batch starts and ends, calls are narrower: the calls at full width are compared, with
            # their share of the sampling; and the whole batch, prompts included.
            full = sequences * ours["full_calls"]
            sampling = ours["sample_seconds"] * full / ours["tokens"]
            speed = full / (ours["full_seconds"] + sampling)
            whole.append(ours["tokens"] / ours["total_seconds"] / theirs["speed"] *
                         (theirs["pp"] + theirs["tg"]) / theirs["tg"])
            ratios.append(speed / theirs["speed_tg"])
            best_ratios.append(speed / max(theirs["speed_tg"], best["speed_tg"]))
            pure.append(full / ours["full_seconds"] / theirs["speed_tg"])
            prefill.append(ours["prefill_tokens"] / ours["prefill_seconds"] / theirs["speed_pp"])
            print(f"ratio decode {sequences} sequences: {ratios[-1]:.3f} ({speed:.1f} t/s, batched-bench "
                  f"{theirs['speed_tg']:.1f}, with its best flags {max(theirs['speed_tg'], best['speed_tg']):.1f}; "
                  f"sampling {100 * ours['sample_seconds'] / ours['total_seconds']:.2f} %, outside of decode and "
                  f"sampling {100 * ours['other_seconds'] / ours['total_seconds']:.2f} %)", flush=True)
        report(f"decode {sequences} sequences, sampling included", ratios)
        report(f"decode {sequences} sequences, decode calls alone", pure)
        report(f"decode {sequences} sequences, against its best flags", best_ratios)
        report(f"prefill {sequences} sequences", prefill)
        report(f"whole batch of {sequences} sequences, prompts included", whole)
    engine.close()


TEXT = ("Mina buys 14 boxes with 12 pencils each and gives a third of all pencils to her school. How many "
        "pencils are left? Think step by step.")


def question(args):
    """One question, n = 8 and 32, against llama-server with n: the same cells, and the fastest of both."""
    tokens = 128
    for n in (8, 32):
        sides = {"exact": Engine(args, "--sequences", n, "--sequence-context", 512),
                 "fastest": Engine(args, "--sequences", n, "--sequence-context", 512, "--kv-type", "f16"),
                 "server, same cells": Server(args, n, 512 * n, *SAME_CELLS),
                 "server": Server(args, n, 512 * n)}
        seconds = {side: [] for side in sides}
        for pair in range(args.pairs + 1):
            for side, runner in sides.items():
                begin = time.monotonic()
                if isinstance(runner, Server):
                    runner.ask(TEXT, n, tokens, pair)
                    spent = time.monotonic() - begin
                else:
                    spent = runner.ask("question", n, tokens, TEXT)["seconds"]
                if pair > 0:  # the first time all get warm
                    seconds[side].append(spent)
        for ours, theirs in (("exact", "server, same cells"), ("fastest", "server"), ("exact", "server")):
            ratios = [b / a for a, b in zip(seconds[ours], seconds[theirs])]
            for ratio, a, b in zip(ratios, seconds[ours], seconds[theirs]):
                print(f"ratio one question n={n}, {ours} to {theirs}: {ratio:.3f} ({a:.2f} s, {b:.2f} s)", flush=True)
            report(f"one question n={n}, {ours} to {theirs}", ratios)
        for runner in sides.values():
            runner.close()


def questions(args):
    """Eight questions, n = 8: together, one by one, and llama-server sent all at once."""
    count, n, tokens = 8, 8, 256 if not args.quick else 48
    engine = Engine(args, "--sequences", 64, "--sequence-context", 512)
    server = Server(args, 64, 512 * 64)
    texts = [engine.ask("items", count)["question"]] + [engine.read()["question"] for _ in range(count - 1)]

    def ask_server(seed):
        replies = []
        threads = [threading.Thread(target=lambda text=text: replies.append(
            server.ask(text, n, tokens, seed, ignore_eos=False))) for text in texts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if len(replies) != count:
            sys.exit("compare: llama-server failed on a question")

    ratios, against_single = [], []
    for pair in range(args.pairs):
        begin = time.monotonic()
        ask_server(pair)
        theirs = time.monotonic() - begin
        together = engine.ask("questions", count, n, tokens)
        single = engine.ask("one_by_one", count, n, tokens)
        # Replies end by themselves, on both sides: the same questions, not the same tokens.
        ratios.append(theirs / together["seconds"])
        against_single.append(together["seconds"] / single["seconds"])
        print(f"ratio eight questions n=8 at once: {ratios[-1]:.3f} ({together['seconds']:.2f} s for "
              f"{together['tokens']} tokens, llama-server {theirs:.2f} s); together takes "
              f"{against_single[-1]:.3f} of one by one ({single['seconds']:.2f} s)", flush=True)
    report("eight questions at once", ratios)
    report("eight questions together, share of one by one", against_single)
    engine.close()
    server.close()


def early_stop(args):
    """Self-consistency one by one: stop when the vote is safe, against all votes."""
    n, tokens = 8, 256
    engine = Engine(args, "--sequences", 16, "--sequence-context", 512)
    for task, count in (pair.split(":") for pair in args.questions):
        count = int(count) if not args.quick else 8
        rows = engine.rows("vote", task, count, n, tokens, args.stop)
        count = len(rows)
        if args.votes:
            with open(args.votes, "a") as file:
                file.writelines(json.dumps({"task": task, **row}) + "\n" for row in rows)
        same = sum(row["full"] == row["early"] for row in rows)
        right = {side: sum(row[side] == row["gold"] for row in rows) for side in ("full", "early")}
        last = rows[-1]
        print(f"ratio early stop, {task}: {last['full_seconds'] / last['early_seconds']:.3f} (takes "
              f"{last['early_seconds'] / last['full_seconds']:.3f} of the time and "
              f"{last['early_tokens'] / last['full_tokens']:.3f} of the tokens; same answer in {same} of {count}; "
              f"right {right['early']}, all votes {right['full']})", flush=True)
    engine.close()


def probe(args):
    """best_of_n with and without a probe of the answers' states: what looking at them costs."""
    count = 4 if args.quick else 16
    engine = Engine(args, "--sequences", 16, "--sequence-context", 512)
    for n in (1, 8):
        rows = engine.rows("probe", "word_problems", count, n, 128)
        totals = [(row["without_seconds"], row["with_seconds"]) for row in rows]
        steps = [(b[0] - a[0], b[1] - a[1]) for a, b in zip([(0, 0), *totals], totals)]
        report(f"probe, n = {n}, {rows[-1]['with_tokens']} tokens: time without over with",
               [without / with_ for without, with_ in steps])
    engine.close()


def memory(args):
    """Peak memory against width, exact streams and shared cells, the same cells for each sequence."""
    for width in (1, 8, 32, 64):
        peaks = {}
        for layout in ("streams", "shared"):
            cells = 256 * width if layout == "streams" else 64 + 192 * width
            engine = Engine(args, "--sequences", width, "--sequence-context", 256, "--layout", layout,
                            "--cells", max(cells, 256))
            engine.ask("question", width, 128, TEXT)
            peaks[layout] = engine.ask("memory")["peak_bytes"]
            engine.close()
        print(f"ratio memory width {width}: {peaks['streams'] / peaks['shared']:.3f} (streams "
              f"{peaks['streams'] / 2**20:.0f} MiB, shared {peaks['shared'] / 2**20:.0f} MiB)", flush=True)


def run_parts(parts, args):
    """The part that args.part names, or all."""
    for name, part in parts.items():
        if args.part in (name, "all"):
            print(f"# {name}: {part.__doc__.splitlines()[0]}", flush=True)
            part(args)


def main():
    parts = {"throughput": throughput, "question": question, "questions": questions, "early_stop": early_stop,
             "probe": probe, "memory": memory}
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", choices=[*parts, "all"])
    parser.add_argument("--model", required=True)
    parser.add_argument("--bench", required=True)
    parser.add_argument("--tools", required=True)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--widths", type=int, nargs="+", default=[1, 8, 32, 64])
    parser.add_argument("--stop", default="beta", help="of early_stop: doubling, beta or beta=THRESHOLD")
    parser.add_argument("--questions", nargs="+", default=["expressions:100", "word_problems:40"],
                        metavar="TASK:COUNT", help="of early_stop")
    parser.add_argument("--votes", help="append early_stop's rows, with all votes, to this file")
    parser.add_argument("--quick", action="store_true", help="shorter lengths, for a look")
    args = parser.parse_args()
    run_parts(parts, args)


if __name__ == "__main__":
    main()
