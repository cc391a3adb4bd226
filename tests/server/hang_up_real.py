#!/usr/bin/env python3
"""Clients that hang up, on a real model: how many decode steps begin after that, and whether the cells are free.

Needs PONDER and PONDER_TEST_MODEL (tests/server/lab.py). Without them it ends with 77.
"""
import collections
import http.client
import json
import random
import socket
import time
import unittest

import lab

HANG_UPS = 200
METHODS = ({}, {"method": "best_of_n", "options": {"n": "3"}},
           {"method": "budget_forcing", "options": {"max_thinking_tokens": "200"}})


class Model:
    """What /metrics says of the one model, over one connection: a new one each time would take as long as a step."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def read(self):
        self.connection.request("GET", "/metrics")
        lines = self.connection.getresponse().read().decode().splitlines()
        values = dict(line.rsplit(" ", 1) for line in lines if line and not line.startswith("#"))
        return collections.defaultdict(float, {name.split("{")[0].removeprefix("ponder_"): float(value)
                                               for name, value in values.items() if "le=" not in name})

    def wait(self, what, condition, seconds=30):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            values = self.read()
            if condition(values):
                return values
        raise AssertionError(f"{what} did not come true: {dict(values)}")


def send(port, stream, fields, number):
    """A call whose reply nobody waits for: the connected socket."""
    body = json.dumps({"messages": lab.STORY, "max_tokens": 700, "seed": number, "stream": stream,
                       **({"ponder": fields} if fields else {})}).encode()
    caller = socket.create_connection(("127.0.0.1", port))
    caller.sendall(b"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                   b"Content-Length: %d\r\n\r\n" % len(body) + body)
    return caller


class HangUps(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = lab.start("--running", "2")
        cls.addClassCleanup(cls.server.close)

    def model(self):
        model = Model(self.server.port)
        self.addCleanup(model.connection.close)
        return model

    def test_running_calls_free_their_cells(self):
        model, dice, steps = self.model(), random.Random(5), collections.Counter()
        for number in range(HANG_UPS):
            caller = send(self.server.port, number % 2 == 0, METHODS[number % len(METHODS)], number)
            model.wait("a running call", lambda now: now["running_cells"] > 0)
            time.sleep(dice.random() * 0.1)
            before = model.read()
            self.assertGreater(before["running_cells"], 0)
            if number % 3 == 0:
                caller.shutdown(socket.SHUT_WR)  # half closed counts as closed
            else:
                caller.close()
            after = model.wait("free cells", lambda now: now["running_cells"] == 0 and now["in_flight"] == 0)
            caller.close()
            steps[int(after["decode_steps_total"] - before["decode_steps_total"])] += 1
        # One that was under way when the steps were read, and one that may begin after the end.
        print(f"{HANG_UPS} hang-ups; decode steps that ended after the last look: {dict(sorted(steps.items()))}")
        # A machine that is busy with others may wake the server late; it must stay the exception.
        late = sum(times for count, times in steps.items() if count > 2)
        self.assertLessEqual(late, HANG_UPS // 50)

    def test_queued_calls_leave_the_queue(self):
        model = self.model()
        runners = [send(self.server.port, True, {}, number) for number in range(2)]
        model.wait("both lanes taken", lambda now: now["queue_running"] == 2)
        for number in range(40):
            caller = send(self.server.port, number % 2 == 0, METHODS[number % len(METHODS)], number)
            model.wait("a waiting call", lambda now: now["queue_waiting"] == 1)
            caller.close()
            model.wait("an empty queue", lambda now: now["queue_waiting"] == 0)
            if model.read()["queue_running"] < 2:
                break  # the runners are done
        self.assertGreater(number, 5)
        for runner in runners:
            runner.close()
        model.wait("free cells", lambda now: now["running_cells"] == 0 and now["in_flight"] == 0)


if __name__ == "__main__":
    lab.need_model()
    lab.main()
