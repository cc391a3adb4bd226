#!/usr/bin/env python3
"""bench/peers without models and rivals: python3 tests/bench/peers_test.py"""
import http.server
import json
import os
import socket
import sys
import tempfile
import threading
import time
import unittest
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "bench", "peers"))

import proxy
import questions
import rows
import server
import table
from rivals import Error


class ReadAnswer(unittest.TestCase):
    def test_the_last_mark_goes_before_everything_else(self):
        for reply, answer in (("so 3 x 4 = 12\n#### 12", "12"), ("#### 5\nNo, wait.\n#### $1,250.50 in all", "1250.5"),
                              ("####\n7", "7"), ("\\boxed{12} as 5 + 7", "12"), ("\\boxed{3} #### 4", "4"),
                              ("#### -6", "-6"), ("#### none, so 8", "8")):
            self.assertEqual(questions.read_answer(reply), answer, reply)

    def test_else_the_last_number(self):
        for reply, answer in (("It is 18.", "18"), ("5-3", "3"), ("1,2,3", "3"), ("$ 1,000,000.00", "1000000"),
                              ("from 9 to -4", "-4"), ("0.0", "0"), ("none", None), ("", None)):
            self.assertEqual(questions.read_answer(reply), answer, reply)


class Load(unittest.TestCase):
    def load(self, text, limit=10):
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
            file.write(text)
            file.flush()
            return questions.load(file.name, limit)

    def test_what_was_saved_is_asked_again_with_one_instruction(self):
        asked = self.load('{"question": " How many? ", "answer": "a lot\\n#### 1,500"}\n' * 3, limit=2)
        self.assertEqual([question.gold for question in asked], ["1500", "1500"])
        self.assertEqual(asked[0].text, f"How many?\n\n{questions.INSTRUCTION}")
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "test.jsonl")
            questions.save(asked, path)
            with open(path, encoding="utf-8") as lines:
                self.assertEqual(json.loads(lines.readline())["question"], asked[0].text)

    def test_what_is_wrong_is_named_with_its_line(self):
        good = '{"question": "How many?", "answer": "#### 1"}\n'
        for text, part in ((good + "[]\n", ":2: not an object"), ('{"question": "?"}', ":1: not an object"),
                           ('{"question": "?", "answer": "#### a few"}', "no number: 'a few'"), ("", "no questions")):
            with self.assertRaisesRegex(ValueError, part):
                self.load(text)


class Tables(unittest.TestCase):
    def test_wilson(self):
        low, high = table.wilson(8, 10)  # Wilson 1927, as in tables
        self.assertAlmostEqual(low, 0.4902, 4)
        self.assertAlmostEqual(high, 0.9433, 4)
        self.assertAlmostEqual(table.wilson(0, 4)[0], 0)
        self.assertAlmostEqual(table.wilson(4, 4)[1], 1)

    def test_rows_without_questions_have_no_numbers(self):
        row = {"name": "a", "asked": 4, "right": 3, "seconds": 2.345, "generated": 10, "computed": 5, "cached": 1,
               "requests": 4, "failed": 0}
        lines = table.table([row, {"name": "b", "asked": 0}]).splitlines()
        self.assertEqual(len({len(line) for line in lines}), 1)
        self.assertEqual([cell.strip() for cell in lines[2].split("|")[1:-1]],
                         ["a", "3/4", "75.0 [30.1, 95.4]", "2.3", "10", "5", "1", "4", "0"])
        self.assertEqual(set(lines[3].replace("|", "").split()), {"b", "-"})

    def test_metrics(self):
        page = "# HELP x y\nllamacpp:prompt_tokens_total 12\nllamacpp:requests_processing 0\nother 3\n"
        self.assertEqual(server.read_metrics(page),
                         {"llamacpp:prompt_tokens_total": 12, "llamacpp:requests_processing": 0})


class Rows(unittest.TestCase):
    def test_every_row_is_first_in_turn_and_seeds_belong_to_questions(self):
        calls = []

        def row(name):
            def ask(text, seed):
                calls.append((name, text, seed))
                return rows.Reply("#### 1", 0.5, dict.fromkeys(rows.COSTS, 3))
            return rows.Row(name, ask)

        two = [row("a"), row("b")]
        rows.measure(two, [questions.Question("x", "1"), questions.Question("y", "2")], 7)
        self.assertEqual(calls, [("a", "x", 7), ("b", "x", 7), ("b", "y", 1007), ("a", "y", 1007)])
        totals = two[0].totals()
        self.assertEqual((totals["asked"], totals["right"], totals["seconds"], totals["generated"]), (2, 1, 1.0, 6))

    def test_a_failure_is_no_answer(self):
        row = rows.Row("a")
        row.take(questions.Question("x", "1"), rows.Reply("#### 1", error="it broke"))
        totals = row.totals()
        self.assertEqual((totals["right"], totals["failed"], totals["first_error"]), (0, 1, "it broke"))

    def test_all_at_once_shares_what_all_cost(self):
        class Program:
            def all_at_once(self, asked, method):
                return {"x": "#### 1"}, 3.0, {"generated": 10, "computed": 1, "cached": 0, "requests": 7}

        row = rows.Row("all")
        asked = [questions.Question(text, "1") for text in ("x", "y", "z")]
        rows.measure_all_at_once(row, Program(), asked, "m")
        totals = row.totals()
        self.assertEqual([totals[name] for name in ("right", "failed", "seconds", "generated", "computed", "requests")],
                         [1, 2, 3.0, 10, 1, 7])

    def test_all_at_once_that_fails_is_said(self):
        class Program:
            def all_at_once(self, asked, method):
                raise Error("no memory")

        row = rows.Row("all")
        rows.measure_all_at_once(row, Program(), [questions.Question("x", "1")], "m")
        self.assertEqual(row.totals()["first_error"], "no memory")


class Upstream(http.server.BaseHTTPRequestHandler):
    """Repeats what it is sent; holds back the reply while the server says so, and notices who hangs up."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.server.hold:
            self.server.gone.append(self.connection.recv(1))
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class ProxyTest(unittest.TestCase):
    def setUp(self):
        self.upstream = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Upstream)
        self.upstream.hold, self.upstream.gone = False, []
        threading.Thread(target=self.upstream.serve_forever, daemon=True).start()
        self.proxy = proxy.Proxy(self.upstream.server_address[1])
        for close in (self.upstream.server_close, self.upstream.shutdown, self.proxy.close):
            self.addCleanup(close)

    def send(self, *turns):
        body = json.dumps({"messages": [{"role": role, "content": text} for role, text in turns]}).encode()
        with urllib.request.urlopen(urllib.request.Request(f"{self.proxy.url}/chat/completions", body)) as reply:
            return [(turn["role"], turn["content"]) for turn in json.load(reply)["messages"]]

    def test_the_model_sees_the_question_alone(self):
        self.proxy.start("How many?")
        self.assertEqual(self.send(("system", ""), ("user", "User: How many?")), [("user", "How many?")])
        self.assertEqual(self.send(("user", "How many?")), [("user", "How many?")])
        other = [("system", "Judge."), ("user", "User: How much?")]
        self.assertEqual(self.send(*other), other)
        self.assertEqual((self.proxy.requests, self.proxy.questions), (3, 2))
        self.proxy.start("")
        self.assertEqual(self.proxy.requests, 0)

    def test_who_hangs_up_is_passed_on(self):
        self.upstream.hold = True
        client = socket.create_connection(("127.0.0.1", int(self.proxy.url.split(":")[2].split("/")[0])))
        client.sendall(b"POST /v1/chat/completions HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}")
        while not self.proxy.requests:
            time.sleep(0.01)
        client.close()
        deadline = time.monotonic() + 10
        while not self.upstream.gone and time.monotonic() < deadline:
            time.sleep(0.01)
        self.assertEqual(self.upstream.gone, [b""])

    def test_without_a_server_the_reply_says_so(self):
        self.upstream.shutdown()
        self.upstream.server_close()
        with self.assertRaises(urllib.error.HTTPError) as failed:
            self.send(("user", "How many?"))
        self.assertEqual(failed.exception.code, 502)
        failed.exception.close()


if __name__ == "__main__":
    unittest.main()
