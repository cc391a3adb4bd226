#!/usr/bin/env python3
"""The searches of bench/peers without models and rivals: python3 tests/bench/peers_searches_test.py"""
import json
import math
import os
import sys
import types
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "bench", "peers"))

import dialect
import paths
import programs
import proxy
import ratios
import rows


def server_reply(text, stopping_word, **choice):
    told = {"content": text, "stopping_word": stopping_word, "stop_type": "word" if stopping_word else "eos"}
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": text.strip()}, **choice}],
                       "__verbose": told}).encode()


class Dialect(unittest.TestCase):
    def test_only_who_asks_like_vllm_is_told_more(self):
        plain = {"messages": [], "stop": "\n\n"}
        self.assertEqual(dialect.to_server(plain), plain)
        self.assertFalse(dialect.asked_like_vllm(plain))
        step = {**plain, "include_stop_str_in_output": True}
        self.assertEqual(dialect.to_server(step), {**step, "verbose": True})

    def test_what_ended_the_reply_is_said(self):
        for stops, word, include, reason, text in (("\n\n", "\n\n", True, "\n\n", " one\n\n"),
                                                   (["\n\n", "END"], "END", False, "END", " one"),
                                                   ("\n\n", "", True, None, " one"),
                                                   ("\n\n", "<|im_end|>", True, None, " one"),
                                                   (None, "", True, None, " one")):
            request = {"stop": stops, "include_stop_str_in_output": include}
            reply = json.loads(dialect.to_client(request, server_reply(" one", word, finish_reason="stop")))
            choice = reply["choices"][0]
            self.assertEqual((choice["stop_reason"], choice["message"]["content"]), (reason, text))
            self.assertEqual(choice["finish_reason"], "stop")
            self.assertNotIn("__verbose", reply)

    def test_requests_that_are_none_for_a_reply_go_on_as_they_are(self):
        for body in (b"{}", b"no JSON", b'{"messages": 3}'):
            self.assertEqual(proxy.plain_request(body, "How many?"), (None, False))


class Paths(unittest.TestCase):
    def test_steps_together_are_as_long_as_a_reply(self):
        lengths = paths.PathLengths(10)
        self.assertEqual(lengths.left(""), 10)
        self.assertFalse(lengths.add("", "one\n\n", 4))
        self.assertFalse(lengths.add("", "two\n\n", 7))  # another path
        self.assertEqual((lengths.left("one\n\n"), lengths.left("two\n\n")), (6, 3))
        self.assertFalse(lengths.add("one\n\n", "three\n\n", 5))
        self.assertEqual(lengths.left("one\n\nthree\n\n"), 1)
        self.assertTrue(lengths.add("one\n\nthree\n\n", "four", 1))
        lengths.forget()
        self.assertRaises(KeyError, lengths.left, "one\n\n")

    def test_chance_of_yes(self):
        def choice(*words):
            top = [{"token": word, "logprob": math.log(chance)} for word, chance in words]
            return {"logprobs": {"content": [{"token": "?", "top_logprobs": top}]}}

        self.assertAlmostEqual(paths.chance_of_yes(choice(("Yes", 0.5), (" no", 0.2), ("yes", 0.1), ("So", 0.1))), 0.75)
        self.assertEqual(paths.chance_of_yes(choice(("No", 0.5))), 0)
        for empty in (choice(("So", 0.5)), choice(), {"logprobs": None}, {}, {"logprobs": {"content": []}}):
            self.assertEqual(paths.chance_of_yes(empty), paths.UNKNOWN)


def row(name, *replies, beside=None):
    """Of (seconds, tokens) a question; no seconds: it failed."""
    made = rows.Row(name, beside=beside)
    made.replies = [{"seconds": seconds, "generated": tokens, "error": None if seconds else "it broke"}
                    for seconds, tokens in replies]
    return made


class Ratios(unittest.TestCase):
    def test_questions_that_both_answered_are_compared(self):
        theirs = row("theirs", (8, 100), (9, 90), (0, 0), (6, 60))
        ours = row("ours", (2, 50), (3, 90), (1, 10), (3, 20), beside="theirs")
        values, lines = ratios.of_rows([ours, row("alone", (1, 1)), theirs, row("lost", (1, 1), beside="nobody")])
        self.assertEqual([(one["row"], one["beside"]) for one in values], [("ours", "theirs")])
        self.assertEqual(values[0]["wall"], [4, 3, 2])
        for got, right in zip(values[0]["wall a token"], (2, 3, 2 / 3)):
            self.assertAlmostEqual(got, right)
        self.assertEqual(lines[0], "ratio ours, wall, question 1: 4.000 (2.00 s, theirs 8.00)")
        self.assertEqual(lines[2], "ratio ours, wall, question 4: 2.000 (3.00 s, theirs 6.00)")
        self.assertEqual(lines[3], "median ours, wall: 3.000 of 3 questions")
        self.assertEqual(lines[4], "ratio ours, wall a token, question 1: 2.000 (40.00 ms, theirs 80.00)")
        self.assertEqual(len(lines), 8)

    def test_without_answers_there_is_nothing_to_say(self):
        values, lines = ratios.of_rows([row("ours", (0, 0), beside="theirs"), row("theirs", (1, 1))])
        self.assertEqual((values[0]["wall"], lines), ([], []))


class Searches(unittest.TestCase):
    def test_ponder_is_asked_for_what_its_hub_does(self):
        for step_tokens, border in ((None, "step=blank_line,step_tokens=100"), (9, "step=tokens,step_tokens=9")):
            found = programs.searches(types.SimpleNamespace(n=8, width=2, max_tokens=100, max_steps=12,
                                                            step_tokens=step_tokens))
            steps = f"{border},max_steps=12,prompt=plain,selection=plain"
            self.assertEqual(found, {"beam_search": f"beam_search:n=8,width=2,{steps}",
                                     "particle_filter": f"particle_filter:n=8,resampling=multinomial,ess=1,{steps}"})


if __name__ == "__main__":
    unittest.main()
