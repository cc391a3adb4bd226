#!/usr/bin/env python3
"""`ponder serve` beside llama-server: the same model, threads, calls and limits, through the same page.

    serve.py plain|choices|hang_ups|all --model FILE --tools FOLDER [--ponder FILE] [--pairs N] [--threads N] [--quick]

Both are up all the time and are asked in turn, the first of a pair by turns. Each pair prints a line a comparison
that starts with `ratio` (above 1: Ponder is better), and each comparison ends with the median of its pairs.
"""
import argparse
import contextlib
import dataclasses
import http.client
import json
import os
import sys
import threading
import time

from compare import Server, report, run_parts
from serving import PonderServer, memory_of

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CONTEXT = 512
SAMPLING = {"temperature": 0.7, "top_k": 40, "top_p": 0.95, "min_p": 0.05}
THINGS = ("ship", "lamp", "river", "clock", "garden", "letter", "bridge", "winter", "mirror", "road")


def story(number):
    """Texts that are answered at length, no two alike."""
    return f"Story {number}: write a very long story about a {THINGS[number % len(THINGS)]} and {number + 2} friends."


@dataclasses.dataclass
class Reply:
    first: float  # seconds until there was text
    tokens: int
    cut: bool     # by the limit, as all should be where lengths are to be equal


def lines_of(port, body):
    """What a stream says, one JSON object at a time. Closing the generator hangs up."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=3600)
    try:
        connection.request("POST", "/v1/chat/completions", json.dumps(
            {**SAMPLING, "stream": True, "stream_options": {"include_usage": True}, **body}).encode(),
            {"Content-Type": "application/json"})
        reply = connection.getresponse()
        if reply.status != 200:
            sys.exit(f"serve: {reply.status} {reply.read()[:300]}")
        for line in reply:
            if line.startswith(b"data: {"):
                yield json.loads(line[6:])
    finally:
        connection.close()


def ask(port, text, **fields):
    begin, first, tokens, cut = time.monotonic(), None, 0, True
    for chunk in lines_of(port, {"messages": [{"role": "user", "content": text}], **fields}):
        for choice in chunk["choices"]:
            if first is None and choice["delta"].get("content"):
                first = time.monotonic() - begin
            if choice["finish_reason"]:
                cut &= choice["finish_reason"] == "length"
        if chunk.get("usage"):
            tokens += chunk["usage"]["completion_tokens"]  # llama-server says it choice by choice
    return Reply(first if first is not None else time.monotonic() - begin, tokens, cut)


def together(count, work):
    """Runs work(0) to work(count - 1) at once; their results, and the seconds of all."""
    results = [None] * count

    def one(i):
        results[i] = work(i)

    threads = [threading.Thread(target=one, args=(i,)) for i in range(count)]
    begin = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if None in results:
        sys.exit("serve: a client failed; the lines above say why")
    return results, time.monotonic() - begin


@dataclasses.dataclass
class Traffic:
    """What one side did under the clients' calls."""
    seconds: float
    replies: list

    @property
    def requests(self):
        return len(self.replies) / self.seconds

    @property
    def tokens(self):
        return sum(reply.tokens for reply in self.replies) / self.seconds

    def first(self, share):
        return sorted(reply.first for reply in self.replies)[round(share * (len(self.replies) - 1))]


def drive(port, clients, rounds, seed, **fields):
    def client(i):
        numbers = [(seed * clients + i) * rounds + k for k in range(rounds)]
        return [ask(port, story(number), seed=number, **fields) for number in numbers]

    each, seconds = together(clients, client)
    return Traffic(seconds, [reply for replies in each for reply in replies])


class Sides:
    """Both servers, with cells for so many sequences."""

    def __init__(self, args, sequences):
        self.theirs = Server(args, sequences, CONTEXT * sequences)
        self.ours = PonderServer(args.ponder, args.model, "--threads", args.threads, "--sequences", sequences,
                                 "--sequence-context", CONTEXT, *args.ponder_flags)

    def in_turn(self, pair, measure):
        """measure(port) of ours and of theirs."""
        ports = [self.ours.port, self.theirs.port]
        results = {port: measure(port) for port in (ports if pair % 2 == 0 else reversed(ports))}
        return [results[port] for port in ports]

    def memory(self):
        return self.ours.memory("VmHWM"), memory_of(self.theirs.process.pid, "VmHWM")

    def close(self):
        self.ours.close()
        self.theirs.close()


def compare(ratios, name, ours, theirs, unit, better=1):
    """Keeps and prints a ratio; `better` -1: less is better."""
    ratios.setdefault(name, []).append((ours / theirs) ** better)
    print(f"ratio {name}: {ratios[name][-1]:.3f} ({ours:.3f} {unit}, llama-server {theirs:.3f})", flush=True)


def compare_speed(ratios, name, ours, theirs):
    compare(ratios, f"{name}, requests a second", ours.requests, theirs.requests, "/s")
    compare(ratios, f"{name}, tokens a second", ours.tokens, theirs.tokens, "/s")


def report_all(ratios):
    for name, values in ratios.items():
        report(name, values)


def plain(args):
    """Plain answers of one length, at 1, 8 and 32 clients: speed, first token, memory."""
    tokens, rounds = (16, 1) if args.quick else (args.tokens, 3)
    limits = {"max_tokens": tokens, "ignore_eos": True}
    for clients in args.clients:
        with contextlib.closing(Sides(args, clients)) as sides:
            plain_at(args.pairs, sides, clients, lambda port, times, seed: drive(port, clients, times, seed, **limits),
                     rounds)


def plain_at(pairs, sides, clients, traffic, rounds):
    ratios, name = {}, f"plain, {clients} clients"
    sides.in_turn(0, lambda port: traffic(port, 1, 10**6))  # both get warm
    for pair in range(pairs):
        ours, theirs = sides.in_turn(pair, lambda port: traffic(port, rounds, pair))
        compare_speed(ratios, name, ours, theirs)
        compare(ratios, f"{name}, first token, median", ours.first(0.5), theirs.first(0.5), "s", -1)
        compare(ratios, f"{name}, first token, p95", ours.first(0.95), theirs.first(0.95), "s", -1)
        ended = [sum(not reply.cut for reply in side.replies) for side in (ours, theirs)]
        if any(ended):  # then requests are not alike, and tokens say more
            print(f"ended before the limit: {ended[0]} replies, llama-server {ended[1]}", flush=True)
    compare(ratios, f"{name}, most memory", *(side / 2**20 for side in sides.memory()), "MiB", -1)
    report_all(ratios)


def choices(args):
    """Eight clients that each ask for n = 8, a series of questions: answers end by themselves."""
    clients, n = (2, 4) if args.quick else (8, 8)
    tokens, rounds = (24, 1) if args.quick else (192, 3)
    ratios = {}
    with contextlib.closing(Sides(args, clients * n)) as sides:
        sides.in_turn(0, lambda port: drive(port, clients, 1, 10**6, n=n, max_tokens=8))
        for pair in range(args.pairs):
            ours, theirs = sides.in_turn(pair, lambda port: drive(port, clients, rounds, pair, n=n, max_tokens=tokens))
            compare_speed(ratios, f"{clients} clients with n={n}", ours, theirs)
    report_all(ratios)


def hang_up_often(port, over):
    """Long answers that nobody reads to the end, one after the other. How many."""
    count = 0
    while not over.is_set():
        chunks = lines_of(port, {"messages": [{"role": "user", "content": story(10**7 + count)}],
                                 "max_tokens": 400, "seed": count})
        for chunk in chunks:
            if chunk["choices"] and chunk["choices"][0]["delta"].get("content"):
                break
        chunks.close()
        count += 1
        over.wait(0.25)
    return count


def with_hang_ups(port, clients, rounds, seed, **fields):
    over, counts = threading.Event(), []
    gone = threading.Thread(target=lambda: counts.append(hang_up_often(port, over)))
    gone.start()
    traffic = drive(port, clients, rounds, seed, **fields)
    over.set()
    gone.join()
    return traffic, counts[0]


def hang_ups(args):
    """What eight clients keep of their speed while another hangs up at the first word, again and again."""
    clients, limits = 8, {"max_tokens": 16 if args.quick else 64, "ignore_eos": True}
    rounds = 1 if args.quick else 3
    ratios = {}
    with contextlib.closing(Sides(args, clients + 1)) as sides:
        for pair in range(args.pairs):
            alone = sides.in_turn(pair, lambda port: drive(port, clients, rounds, pair, **limits))
            beside = sides.in_turn(pair, lambda port: with_hang_ups(port, clients, rounds, pair + 1000, **limits))
            kept = [traffic.tokens / before.tokens for (traffic, _), before in zip(beside, alone)]
            compare(ratios, "speed kept beside hang-ups", *kept, "of it")
            # In tokens of the others: what one closed connection costs.
            cost = [(before.tokens - traffic.tokens) * traffic.seconds / count
                    for (traffic, count), before in zip(beside, alone)]
            print(f"a hang-up costs {cost[0]:.1f} tokens of others, llama-server {cost[1]:.1f} "
                  f"({beside[0][1]} and {beside[1][1]} hang-ups)", flush=True)
    report_all(ratios)


def main():
    parts = {"plain": plain, "choices": choices, "hang_ups": hang_ups}
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", choices=[*parts, "all"])
    parser.add_argument("--model", required=True)
    parser.add_argument("--tools", required=True, help="where llama-server is")
    parser.add_argument("--ponder", default=os.path.join(ROOT, "build", "ponder"))
    parser.add_argument("--ponder-flags", nargs="+", default=[], help="of ponder serve, without the dashes in front",
                        type=lambda flag: "--" + flag)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8, 32])
    parser.add_argument("--tokens", type=int, default=64, help="length of a plain answer")
    parser.add_argument("--quick", action="store_true", help="shorter and fewer answers, for a look")
    args = parser.parse_args()
    run_parts(parts, args)


if __name__ == "__main__":
    main()
