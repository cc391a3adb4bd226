#!/usr/bin/env python3
"""Bad requests: each gets its documented status and message, and changes nothing for others."""
import json
import socket
import threading
import time

import lab

lab.need_model()

from bad_bodies import CHAT, TABLE, UNSAID  # noqa: E402

GOOD = {"messages": lab.ASKED, "max_tokens": 6, "seed": 1}


class BadRequests(lab.Served):
    def setUp(self):
        self.before = self.good()

    def tearDown(self):
        self.assertEqual(self.good(), self.before)

    def good(self):
        status, reply = lab.ask(self.server, **GOOD)
        self.assertEqual(status, 200, reply)
        return reply["choices"]

    def check(self, bad):
        status, headers, body = lab.call(self.server, bad.method, bad.path, bad.body, bad.headers)
        self.assertEqual(status, bad.status, body[:500])
        self.assertEqual(headers["content-type"], "application/json")
        error = json.loads(body)["error"]
        self.assertEqual(set(error), {"message", "type", "param", "code"})
        self.assertIn(bad.message.lower(), error["message"].lower())
        if bad.param != UNSAID:
            self.assertEqual(error["param"], bad.param)
        self.assertNotIn("\n", error["message"])
        self.assertLess(len(error["message"]), 1000)
        for path in (lab.ROOT, lab.MODEL):
            self.assertNotIn(path, error["message"])

    def test_the_table(self):
        self.assertGreaterEqual(len(TABLE), 60)
        self.assertEqual(len({bad.what for bad in TABLE}), len(TABLE))
        for bad in TABLE:
            with self.subTest(bad.what):
                self.check(bad)
                self.assertEqual(self.good(), self.before)

    def raw(self, *pieces, half=False, seconds=60):
        """Sends pieces as they are (numbers: seconds to wait) and reads until the server closes."""
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=seconds) as connection:
            try:
                for piece in pieces:
                    if isinstance(piece, bytes):
                        connection.sendall(piece)
                    else:
                        time.sleep(piece)
                if half:
                    connection.shutdown(socket.SHUT_WR)
            except (BrokenPipeError, ConnectionResetError):
                pass  # refused before it was all sent
            said = b""
            try:
                while more := connection.recv(1 << 16):
                    said += more
            except ConnectionResetError:
                pass
        return said

    def status_of(self, said):
        return int(said.split(b" ", 2)[1]) if said.startswith(b"HTTP/1.1 ") else said

    def head(self, length, **headers):
        lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        return (f"POST {CHAT} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n"
                f"Content-Length: {length}\r\n{lines}\r\n").encode()

    def test_a_huge_body(self):
        """100 MB: never held in memory."""
        held = self.server.memory("VmHWM")
        said = self.raw(self.head(100 << 20), *[b" " * (1 << 20)] * 100)
        self.assertIn(self.status_of(said), (413, b""))  # b"": closed on us while we were sending
        self.assertLess(self.server.memory("VmHWM") - held, 40 << 20)

    def test_a_huge_body_in_chunks(self):
        """The same where no length is said."""
        held = self.server.memory("VmHWM")
        head = f"POST {CHAT} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
        chunk = b"100000\r\n" + b" " * (1 << 20) + b"\r\n"
        self.assertIn(self.status_of(self.raw(head, *[chunk] * 100)), (413, b""))
        self.assertLess(self.server.memory("VmHWM") - held, 80 << 20)

    def test_half_a_body(self):
        """Its client has stopped sending, and still reads."""
        self.assertEqual(self.status_of(self.raw(self.head(1000), b'{"messages":', half=True)), 400)

    def test_a_slow_body(self):
        """A byte a second, with 16 minutes to go: given up in time, and nobody else is held up meanwhile."""
        said, begin = [], time.monotonic()
        worker = threading.Thread(target=lambda: said.append(
            self.raw(self.head(1000), b'{"messages":', *[b" ", 1] * 90, seconds=120)))
        worker.start()
        while worker.is_alive():
            before = time.monotonic()
            self.good()
            self.assertLess(time.monotonic() - before, 20)
            worker.join(2)
        self.assertLess(time.monotonic() - begin, 80)
        self.assertIn(self.status_of(said[0]), (400, 408, b""))

    def test_a_body_that_stops(self):
        begin = time.monotonic()
        said = self.raw(self.head(1000), b'{"messages":', seconds=120)
        self.assertIn(self.status_of(said), (400, 408))
        self.assertLess(time.monotonic() - begin, 60)

    def test_no_http(self):
        for said in (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(64), b"hello\r\n\r\n",
                     b"GET / HTTP/9.9\r\n\r\n", b"\r\n" * 100):
            with self.subTest(said=said[:12]):
                self.assertIn(self.status_of(self.raw(said, half=True)), (400, 404, 505, b""))

    def test_headers_without_end(self):
        said = self.raw(f"POST {CHAT} HTTP/1.1\r\nHost: x\r\n".encode(), b"X-Long: " + b"a" * (1 << 20) + b"\r\n\r\n",
                        half=True)
        self.assertIn(self.status_of(said), (400, 414, 431, b""))

    def test_a_body_in_pieces_is_a_good_one(self):
        body = json.dumps(GOOD).encode()
        said = self.raw(self.head(len(body)), body[:20], 0.2, body[20:])
        self.assertEqual(self.status_of(said), 200)


class Keys(lab.Served):
    flags = ("--api-key", "sesame-street")
    RIGHT = {"Authorization": "Bearer sesame-street"}

    def test_wrong_and_missing(self):
        _, before = lab.ask(self.server, self.RIGHT, **GOOD)
        for value in (None, "", "sesame-street", "Bearer", "Bearer ", "Bearer sesame", "Bearer sesame-street2",
                      "Bearer SESAME-STREET", "Basic sesame-street", "Bearer " + "x" * 4000, "Bearer \xff"):
            with self.subTest(value=value and value[:30]):
                headers = {} if value is None else {"Authorization": value}
                status, error = lab.ask(self.server, headers, **GOOD)
                self.assertEqual((status, error["error"]["type"]), (401, "authentication_error"))
                self.assertNotIn("sesame", json.dumps(error).lower())
        for method, path in (("GET", "/v1/models"), ("GET", "/v1/methods"), ("GET", "/v1/scorers"),
                             ("GET", "/metrics"), ("POST", "/v1/completions"), ("POST", "/v1/responses"),
                             ("POST", "/v1/embeddings"), ("POST", "/v1/chat/completions/control")):
            with self.subTest(path=path):
                self.assertEqual(lab.call(self.server, method, path, b"{}" if method == "POST" else None)[0], 401)
        _, after = lab.ask(self.server, self.RIGHT, **GOOD)
        self.assertEqual(after["choices"], before["choices"])

    def test_the_key_goes_before_the_body(self):
        self.assertEqual(lab.call(self.server, "POST", CHAT, b"no JSON")[0], 401)


if __name__ == "__main__":
    lab.main()
