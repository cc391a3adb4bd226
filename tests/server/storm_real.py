#!/usr/bin/env python3
"""500 calls from 16 clients on a real model: all methods, streams, bad bodies, clients that leave.

storm_real.py [--requests N] [--clients N]
"""
import argparse
import collections
import json
import random
import socket
import sys
import threading
import time

import lab

METHODS = ("direct", "chain_of_thought", "chain_of_draft", "self_consistency", "best_of_n", "budget_forcing")
BAD = (b"", b"{", b"[]", b"\xff", b"{}", b'{"messages":[]}', b'{"messages":[{"role":"king"}]}')


def new_call(draw):
    """A body, and whether it is a stream."""
    stream = draw.random() < 0.5
    body = {"messages": lab.STORY if draw.random() < 0.3 else lab.ASKED, "max_tokens": draw.randint(1, 24),
            "seed": draw.randrange(1000), "n": draw.choice((1, 1, 1, 2)), "stream": stream,
            "ponder": {"method": draw.choice(METHODS)}}
    if body["ponder"]["method"] in ("self_consistency", "best_of_n"):
        body["ponder"]["options"] = {"n": draw.randint(1, 4)}
    if draw.random() < 0.3:
        body["ponder"]["budget"] = {"tokens": draw.randint(1, 60)}
    return body, stream


def leave(server, draw, body):
    """Says all or a part of it, reads a little, and is gone."""
    data = json.dumps(body).encode()
    said = (f"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: {len(data)}\r\n\r\n").encode() + data
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        connection.sendall(said[:draw.choice((len(said), len(said), draw.randrange(len(said))))])
        connection.settimeout(draw.random())
        try:
            connection.recv(draw.randint(1, 400))
        except OSError:
            pass


def one_call(server, draw):
    """How it ended; wrong ends are assertions."""
    if draw.random() < 0.1:
        status, _, said = lab.call(server, "POST", "/v1/chat/completions", draw.choice(BAD))
        assert status in (400, 429, 503), (status, said)
        return "refused"
    body, stream = new_call(draw)
    if draw.random() < 0.25:
        leave(server, draw, body)
        return "left"
    status, headers, said = lab.call(server, "POST", "/v1/chat/completions", body, seconds=300)
    if status in (429, 503):
        assert "retry-after" in headers, headers
        return "turned away"
    assert status == 200, (status, said)
    if stream:
        assert said.endswith(b"data: [DONE]\n\n"), said[-300:]
        return "answered"
    reply = json.loads(said)
    assert len(reply["choices"]) == body["n"], reply
    limit = body["ponder"].get("budget", {}).get("tokens")
    assert limit is None or reply["usage"]["completion_tokens"] <= limit * body["n"], reply
    return "answered"


class Storm:
    def __init__(self, server, requests, clients):
        self.server, self.ended, self.failures, self.resident = server, collections.Counter(), [], []
        counts = [requests // clients + (i < requests % clients) for i in range(clients)]
        # All wait for each other at half: then nothing runs, and what is held is counted.
        self.half = threading.Barrier(clients, self._mark)
        self.threads = [threading.Thread(target=self._client, args=(i, count)) for i, count in enumerate(counts)]

    def _mark(self):
        time.sleep(2)
        self.resident.append(self.server.memory())

    def _client(self, seed, count):
        draw = random.Random(seed)
        for i in range(count):
            if i == count // 2:
                self.half.wait()
            try:
                self.ended[one_call(self.server, draw)] += 1
            except Exception as error:  # whatever it is, it is this call's end
                self.failures.append(f"{type(error).__name__}: {error}"[:500])
        self.half.wait()

    def run(self):
        for thread in self.threads:
            thread.start()
        for thread in self.threads:
            thread.join()


def check_metrics(server):
    values = lab.metrics(server)
    assert values is not None, "no /metrics"

    def total(name):
        return sum(value for key, value in values.items() if key.split("{")[0] == name)

    assert total("ponder_in_flight") == 0, values
    ended = [total(f"ponder_{how}_total") for how in ("answered", "cancelled", "failed")]
    assert total("ponder_accepted_total") == sum(ended), values
    return f"{total('ponder_accepted_total'):.0f} accepted, {ended} answered, cancelled, failed"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=500)
    parser.add_argument("--clients", type=int, default=16)
    args = parser.parse_args()
    lab.need_model()
    server = lab.start()
    try:
        _, before = lab.ask(server)
        storm = Storm(server, args.requests, args.clients)
        storm.run()
        begin = time.monotonic()
        _, after = lab.ask(server)
        half, end = storm.resident
        print(f"{dict(storm.ended)}; resident {half >> 20} MiB at half, {end >> 20} MiB at the end; an answer "
              f"afterwards took {time.monotonic() - begin:.1f} s; {check_metrics(server)}")
        for failure in storm.failures:
            print(failure)
        good = (not storm.failures and sum(storm.ended.values()) == args.requests and end <= 1.02 * half and
                after["choices"] == before["choices"])
        return 0 if good else 1
    finally:
        server.close()


if __name__ == "__main__":
    sys.exit(main())
