#!/usr/bin/env python3
"""SIGTERM under load: what runs is finished within the time for it, what comes new is turned away, exit code 0."""
import json
import http.client
import threading
import time
import unittest

import lab

lab.need_model()


class Load:
    """Calls that were sent, and what became of them."""

    def __init__(self, server, count, **fields):
        self.replies = [None] * count
        self.threads = [threading.Thread(target=self._ask, args=(server, i, fields)) for i in range(count)]
        for thread in self.threads:
            thread.start()

    def _ask(self, server, i, fields):
        try:
            self.replies[i] = lab.call(server, "POST", "/v1/chat/completions",
                                       {"messages": lab.STORY, "seed": i, **fields}, seconds=300)
        except (OSError, http.client.HTTPException) as error:
            self.replies[i] = error

    def wait(self):
        for thread in self.threads:
            thread.join()
        return self.replies


class Drain(unittest.TestCase):
    def start(self, *flags):
        server = lab.start(*flags)
        self.addCleanup(server.kill)
        return server

    def test_running_answers_finish_and_new_ones_are_turned_away(self):
        server = self.start("--drain-seconds", "120")
        plain = Load(server, 4, max_tokens=60)
        streams = Load(server, 2, max_tokens=60, stream=True)
        time.sleep(1.5)
        server.terminate()
        time.sleep(0.3)
        for path in ("/v1/chat/completions", "/v1/completions"):
            body = {"messages": lab.ASKED, "prompt": "hi", "max_tokens": 4}
            status, headers, said = lab.call(server, "POST", path, body)
            self.assertEqual(status, 503, said)
            self.assertIn("retry-after", headers)
            self.assertEqual(json.loads(said)["error"]["type"], "server_error")
        for status, _, body in plain.wait():
            self.assertEqual(status, 200, body)
            self.assertIn(json.loads(body)["choices"][0]["finish_reason"], ("stop", "length"))
        for status, _, body in streams.wait():
            self.assertEqual(status, 200)
            self.assertTrue(body.endswith(b"data: [DONE]\n\n"))
        self.assertEqual(server.wait(30), 0)

    def test_the_time_is_kept(self):
        """What is not done by then is cut, and says so; nobody hangs."""
        server = self.start("--drain-seconds", "2")
        load = Load(server, 4, max_tokens=900, n=4, temperature=1.0)
        time.sleep(1.5)
        begin = time.monotonic()
        server.terminate()
        self.assertEqual(server.wait(60), 0)
        self.assertLess(time.monotonic() - begin, 12)
        for reply in load.wait():
            self.assertNotIsInstance(reply, Exception)
            self.assertIn(reply[0], (200, 503))

    def test_nothing_to_do(self):
        server = self.start("--drain-seconds", "60")
        self.assertEqual(lab.ask(server)[0], 200)
        begin = time.monotonic()
        server.terminate()
        self.assertEqual(server.wait(30), 0)
        self.assertLess(time.monotonic() - begin, 10)

    def test_a_second_signal_does_not_wait(self):
        server = self.start("--drain-seconds", "300")
        load = Load(server, 2, max_tokens=900, n=4, temperature=1.0)
        time.sleep(1)
        server.terminate()
        time.sleep(0.5)
        server.terminate()
        server.wait(30)
        load.wait()

    def test_idle_connections_do_not_hold_it_up(self):
        server = self.start("--drain-seconds", "60")
        kept = [http.client.HTTPConnection("127.0.0.1", server.port, timeout=30) for _ in range(8)]
        for connection in kept:
            connection.request("GET", "/health")
            self.assertEqual(connection.getresponse().read().count(b"ok"), 1)
        begin = time.monotonic()
        server.terminate()
        self.assertEqual(server.wait(30), 0)
        self.assertLess(time.monotonic() - begin, 10)
        for connection in kept:
            connection.close()


if __name__ == "__main__":
    lab.main()
