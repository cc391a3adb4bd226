"""ponder serve from its start to its end: clients that leave, and signals."""

import http.client
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import unittest

PONDER = os.environ.get("PONDER", "")
MODEL = os.environ.get("PONDER_TEST_MODEL", "")


def body(max_tokens, method="direct", stream=False, seed=0):
    return json.dumps({
        "messages": [{"role": "user", "content": "Tell me a story about a fox."}],
        "max_tokens": max_tokens, "seed": seed, "stream": stream, "ponder": {"method": method}})


class Served:
    def __init__(self, *flags):
        self.process = subprocess.Popen(
            [PONDER, "serve", "--model", MODEL, "--port", "0", "--sequences", "4", *flags],
            stderr=subprocess.PIPE, text=True)
        self.log = []
        while True:
            line = self.process.stderr.readline()
            if not line:
                raise RuntimeError("the server did not start: " + "".join(self.log))
            self.log.append(line)
            found = re.search(r"://[^:]+:(\d+)/v1", line)
            if found:
                break
        self.port = int(found.group(1))
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        with self.process.stderr as lines:
            self.log.extend(lines)

    def ask(self, page, text=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        connection.request("GET" if text is None else "POST", page, text,
                           {"Content-Type": "application/json"})
        reply = connection.getresponse()
        said = reply.status, reply.read().decode(), dict(reply.getheaders())
        connection.close()
        return said

    def metric(self, name):
        text = self.ask("/metrics")[1]
        return int(re.search(r"^ponder_%s(?:{[^}]*})? (\d+)$" % name, text, re.M).group(1))

    def leave(self, text, after):
        client = socket.create_connection(("127.0.0.1", self.port))
        client.sendall(("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n"
                        "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                        % (len(text), text)).encode())
        time.sleep(after)
        client.close()

    def end(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        return self.process.wait(120)


class Life(unittest.TestCase):
    def test_clients_that_leave_cost_nothing_more(self):
        served = Served()
        try:
            random.seed(5)
            calls = 0
            for _ in range(5):
                for method in "direct", "best_of_n", "budget_forcing":
                    for stream in False, True:
                        served.leave(body(1000, method, stream, calls), random.random() * 0.3)
                        calls += 1
                        end = time.time() + 60
                        while served.metric("in_flight") > 0:
                            self.assertLess(time.time(), end)
                        steps = served.metric("decode_steps_total")
                        time.sleep(0.05)
                        self.assertEqual(served.metric("decode_steps_total"), steps)
            self.assertEqual(served.metric("accepted_total"), calls)
            self.assertEqual(served.metric("cancelled_total"), calls)
            self.assertEqual(served.ask("/v1/chat/completions", body(5))[0], 200)
        finally:
            served.end(signal.SIGKILL)

    def test_a_signal_lets_what_runs_end(self):
        served = Served("--running", "4", "--drain-seconds", "300")
        replies = []
        clients = [threading.Thread(target=lambda seed=seed: replies.append(
            served.ask("/v1/chat/completions", body(60, seed=seed)))) for seed in range(8)]
        for client in clients:
            client.start()
        while served.metric("accepted_total") < 8:
            time.sleep(0.005)
        served.process.send_signal(signal.SIGTERM)
        while served.ask("/health")[0] == 200:
            pass
        status, _, headers = served.ask("/v1/chat/completions", body(5))
        self.assertEqual(status, 503)
        self.assertIn("Retry-After", headers)
        for client in clients:
            client.join()
        self.assertEqual([status for status, _, _ in replies], [200] * 8)
        self.assertEqual(served.process.wait(300), 0)

    def test_what_takes_too_long_is_cancelled(self):
        served = Served("--drain-seconds", "0.3")
        replies = []
        client = threading.Thread(target=lambda: replies.append(
            served.ask("/v1/chat/completions", body(1900))))
        client.start()
        while served.metric("queue_running") < 1:
            time.sleep(0.005)
        self.assertEqual(served.end(), 0)
        client.join()
        self.assertEqual(replies[0][0], 503)


if __name__ == "__main__":
    if not PONDER or not os.path.exists(MODEL):
        sys.exit(77)
    unittest.main()
