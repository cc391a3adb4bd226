#!/usr/bin/env python3
"""The real program from outside: bad input, output forms, interruption.

PONDER is the program; PONDER_TEST_MODEL a small GGUF. Without the model, the tests that need it are
skipped, and the last line says so.
"""
import json
import os
import pty
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM = os.environ["PONDER"]
MODEL = os.environ.get("PONDER_TEST_MODEL", "")
SMALL = ["--threads", "1", "--sequence-context", "256", "--max-tokens", "12"]


def environment(**changes):
    result = {key: value for key, value in os.environ.items() if not key.startswith("LC_")}
    return {**result, "LANG": "C.UTF-8", "OMP_WAIT_POLICY": "passive", **changes}


def run(*arguments, stdin=b"", **changes):
    done = subprocess.run([PROGRAM, *arguments], input=stdin, capture_output=True, timeout=240,
                          env=environment(**changes), check=False)
    return done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")


def needs_model(test):
    return unittest.skipUnless(os.path.exists(MODEL), "no small model: make test-model gets it")(test)


class Program(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="ponder-cli-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def file(self, name, content):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as out:
            out.write(content)
        return path

    def fails(self, code, part, *arguments, **changes):
        got, out, err = run(*arguments, **changes)
        lines = err.strip().split("\n")
        self.assertEqual(got, code, err)
        self.assertEqual(out, "")
        self.assertTrue(lines[-1].startswith("ponder: error: "), err)
        self.assertEqual(len([line for line in lines if "error" in line]), 1, err)
        self.assertIn(part, lines[-1])

    def ask(self, *arguments, **changes):
        return run("ask", "--model", MODEL, *SMALL, *arguments, **changes)


class BadInput(Program):
    def test_usage(self):
        for part, arguments in [
                ("no command", []),
                ("did you mean ask", ["aks"]),
                ("self_consistency", ["ask", "--method", "self_consistenci", "hi"]),
                ("no option", ["ask", "--method", "best_of_n:m=3", "hi"]),
                ("logprob", ["ask", "--method", "best_of_n", "--scorer", "logprop", "hi"]),
                ("1 to 256", ["ask", "--method", "best_of_n", "--n", "0", "hi"]),
                ("1 to 256", ["ask", "--method", "best_of_n", "--n", "-1", "hi"]),
                ("1 to 256", ["ask", "--method", "best_of_n", "--n", "1000000000", "hi"]),
                ("--temperature", ["ask", "--temperature", "nan", "hi"]),
                ("empty", ["ask", ""]),
                ("--stop", ["ask", "--stop", "", "hi"]),
                ("no/such/grammar", ["ask", "--grammar", "no/such/grammar", "hi"]),
                ("UTF-8", ["ask", b"a\xffb"]),
                ("no/such/set", ["demo", "--data", "no/such/set"])]:
            with self.subTest(arguments=arguments):
                self.fails(2, part, *arguments)

    def test_unknown_models(self):
        self.fails(2, "smollm2-135m", "ask", "--model", "smollm2-135n", "hi")
        self.fails(2, "no/such/file.gguf", "ask", "--model", "no/such/file.gguf", "hi")
        self.fails(1, "ponder models pull", "ask", "hi", PONDER_CACHE=self.folder)
        self.fails(1, "ponder models pull smollm2-135m", "ask", "--model", "smollm2-135m", "hi",
                   PONDER_CACHE=self.folder)

    def test_files_that_are_no_models(self):
        huge = struct.pack("<IIQQ", 0x46554747, 3, 1 << 62, 1 << 62)
        long_key = struct.pack("<IIQQQ", 0x46554747, 3, 1, 1, 1 << 60) + b"x" * 64
        for name, content in [("empty", b""), ("text", b"just some text\n" * 100),
                              ("magic", b"GGUF"), ("huge", huge), ("long_key", long_key),
                              ("zeros", huge[:8] + bytes(4096))]:
            with self.subTest(name=name):
                self.fails(1, name, "ask", "--model", self.file(name + ".gguf", content), "hi")

    @needs_model
    def test_truncated_model(self):
        with open(MODEL, "rb") as whole:
            head = whole.read(3 << 20)
        for size in (100, 100_000, 3 << 20):
            with self.subTest(size=size):
                self.fails(1, "cut", "ask", "--model", self.file("cut.gguf", head[:size]), "hi")

    def test_unwritable_cache(self):
        blocked = self.file("blocked", b"")  # a file where a folder would have to be
        self.fails(1, "blocked", "models", "pull", "smollm2-135m",
                   PONDER_CACHE=os.path.join(blocked, "cache"))

    @needs_model
    def test_question_longer_than_the_context(self):
        self.fails(1, "256", "ask", "--model", MODEL, *SMALL, "word " * 2000)

    @needs_model
    def test_template_and_schema_that_fail(self):
        template = self.file("bad.jinja", b"{% for x in %}")
        self.fails(1, "template", "ask", "--model", MODEL, *SMALL, "--chat-template", template, "hi")
        schema = self.file("bad.json", b"{not json")
        code, out, err = self.ask("--json-schema", schema, "hi")
        self.assertIn(code, (1, 2), err)
        self.assertTrue(err.startswith("ponder: error: ") and out == "", err)
        grammar = self.file("bad.gbnf", b"root ::= (")
        code, out, err = self.ask("--grammar", grammar, "hi")
        self.assertIn(code, (1, 2), err)
        self.assertIn("ponder: error: ", err)


class Output(Program):
    @needs_model
    def test_json_is_one_object(self):
        for method in ("direct", "best_of_n:n=3", "self_consistency:n=3"):
            code, out, err = self.ask("--method", method, "--json", "--quiet", "What is 2 + 3?")
            self.assertEqual((code, err), (0, ""))
            result = json.loads(out)
            for field in ("answer", "final", "method", "options", "model", "seed", "stop_reason",
                          "chosen", "candidates", "usage", "seconds", "warnings"):
                self.assertIn(field, result)
            self.assertEqual(result["method"], method.split(":")[0])

    @needs_model
    def test_nothing_but_the_answer_when_piped(self):
        code, out, err = self.ask("--method", "self_consistency:n=3", "What is 2 + 3?")
        self.assertEqual(code, 0, err)
        self.assertNotEqual(out.strip(), "")
        self.assertNotIn("\x1b", out + err)
        self.assertNotIn("\r", out + err)
        self.assertEqual(len(err.strip().split("\n")), 1, err)  # the price
        self.assertIn("forward tokens", err)

    @needs_model
    def test_same_seed_same_answer_and_stdin(self):
        first = self.ask("--seed", "5", "--quiet", "Name a colour.")
        again = self.ask("--seed", "5", "--quiet", "-", stdin=b"Name a colour.\n")
        self.assertEqual(first, again)

    @needs_model
    def test_robustness(self):
        folder = os.path.join(self.folder, "robust")
        command = ["eval", "robustness", "--attacks", "many_shot,red_team", "--goals", "42", "--limit", "2",
                   "--methods", "direct,self_consistency:n=2", "--max-tokens", "16", "--model", MODEL,
                   "--threads", "2", "--levels", "0,1", "--out", folder, "--json"]
        code, out, err = run(*command)
        self.assertEqual(code, 0, err)
        groups = json.loads(out)["robustness"]
        self.assertEqual([group["task"] for group in groups],
                         ["products.many_shot.42", "sums.many_shot.42", "sums.red_team.42"])
        for group in groups:
            self.assertEqual(len(group["cells"]), 4)
            for cell in group["cells"]:
                split = cell["split"]
                self.assertEqual(split["runs"], 2)
                self.assertEqual(split["attack"] + split["right"] + split["other"] + split["no_answer"], 2)
                asked = group["attack"] == "red_team" and cell["strength"] > 0
                self.assertEqual(cell["attacker_tokens"] > 0, asked)
        again = run(*command)
        self.assertEqual((again[0], again[1]), (0, out))
        self.assertIn("24 done before", again[2])

    @needs_model
    def test_korean(self):
        code, _, err = self.ask("--lang", "ko", "What is 2 + 3?")
        self.assertEqual(code, 0)
        self.assertIn("후보", err)
        code, _, err = run("ask", "", LANG="ko_KR.UTF-8")
        self.assertEqual(code, 2)
        self.assertIn("오류", err)

    @needs_model
    def test_budget_and_trace(self):
        trace = os.path.join(self.folder, "run.jsonl")
        code, out, _ = self.ask("--method", "best_of_n:n=4", "--budget-tokens", "20", "--json",
                                "--trace", trace, "What is 2 + 3?")
        self.assertEqual(code, 0)
        result = json.loads(out)
        usage = result["usage"]
        self.assertLessEqual(usage["completion_tokens"] + usage["scorer_tokens"], 20)
        with open(trace, encoding="utf-8") as lines:
            self.assertGreater(len([json.loads(line) for line in lines]), 4)

    @needs_model
    def test_chat_through_a_pipe(self):
        saved = os.path.join(self.folder, "chat.json")
        script = (f"Say hello.\n/method best_of_n:n=2\n/n 3\nAnd again?\n/nonsense\n/method none\n"
                  f"/save {saved}\n/reset\n/load {saved}\n/quit\nnever asked\n")
        code, out, err = run("chat", "--model", MODEL, *SMALL, stdin=script.encode())
        self.assertEqual(code, 0, err)
        self.assertIn("/nonsense", err)
        self.assertIn("no method", err)
        self.assertNotIn("\x1b", out + err)
        with open(saved, encoding="utf-8") as file:
            turns = json.load(file)["messages"]
        self.assertEqual([turn["role"] for turn in turns], ["user", "assistant"] * 2)

    def test_completion_scripts_parse(self):
        for shell in ("bash", "zsh"):
            code, script, err = run("completion", shell)
            self.assertEqual((code, err), (0, ""))
            if shutil.which(shell):
                path = self.file(shell, script.encode())
                subprocess.run([shell, "-n", path], check=True)

    def test_bash_completion_completes(self):
        _, script, _ = run("completion", "bash")
        ask = script + ('COMP_WORDS=(ponder ask --method self); COMP_CWORD=3; _ponder; '
                        'echo "${COMPREPLY[@]}"; COMP_WORDS=(ponder models pu); COMP_CWORD=2; _ponder; '
                        'echo "${COMPREPLY[@]}"; COMP_WORDS=(ponder ask --budget-t); COMP_CWORD=2; '
                        '_ponder; echo "${COMPREPLY[@]}"')
        done = subprocess.run(["bash", "-c", ask], capture_output=True, check=True, text=True)
        self.assertEqual(done.stdout.split(), ["self_consistency", "pull", "--budget-tokens"])


def wait_for_text(path, text, seconds=60):
    """Until the file holds the text."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if os.path.exists(path):
            with open(path, "rb") as file:
                if text in file.read():
                    return
        time.sleep(0.05)
    raise AssertionError(f"no {text} in {path} after {seconds} s")


class Cost(Program):
    @needs_model
    def test_a_model_by_the_token(self):
        code, out, err = run("cost", MODEL, "--measure", "--json", "--threads", "1", "--watts", "10")
        self.assertEqual(code, 0, err)
        cost = json.loads(out)
        first = cost["flops"][0]
        attention = 4 * cost["layers"] * cost["attention_width"]
        self.assertEqual(first["token"], 2 * cost["active_parameters"] + attention)
        self.assertEqual([each["sequences"] for each in cost["measured"]], [1, 1, 8])
        for each in cost["measured"]:
            self.assertGreater(each["seconds"], 0)
            self.assertGreater(each["flops"], 2 * cost["active_parameters"] * each["tokens"])
            self.assertAlmostEqual(each["energy_joules"], 10 * each["seconds"])

    @needs_model
    def test_a_study(self):
        folder = os.path.join(self.folder, "study")
        code, _, err = run("eval", "one_digit_sums", "--methods", "direct,self_consistency:n=2", "--limit", "2",
                           "--models", MODEL, "--out", folder, "--threads", "1", "--sequence-context", "512")
        self.assertEqual(code, 0, err)
        code, out, err = run("cost", folder, "--json")
        self.assertEqual(code, 0, err)
        study = json.loads(out)
        self.assertIn(study["energy"], ("told", "not_told"))
        rows = study["groups"][0]["rows"]
        for row in rows:
            self.assertGreater(row["machine_seconds"], 0)
            self.assertGreater(row["flops"], 2 * 134515008 * row["logical_forward_tokens"])
        # Both methods ask the same prompt; what the second found in the cache is put back.
        self.assertGreater(rows[1]["flops"], rows[0]["flops"])
        code, out, err = run("cost", "compare", folder, "2", "1")
        self.assertEqual(code, 0, err)
        self.assertIn("did not cost less to train", out)


class TrainProbe(Program):
    def test_bad_input(self):
        train = ["train", "probe"]
        for part, arguments in [
                ("no samples", [*train, "--from", "no/such/folder"]),
                ("word_problems", [*train, "--tasks", "word_problem"]),
                ("--budget-tokens", [*train, "--budget-tokens", "10"]),
                ("1 to", [*train, "--samples", "0"]),
                ("nothing to look at", [*train, "--states", "none", "--no-equations", "--no-numbers",
                                        "--no-counts"]),
                ("--rollouts is for sampling", [*train, "--from", self.folder, "--rollouts", "2"]),
                ("excludes --model", [*train, "--from", self.folder, "--model", "smollm2-135m"])]:
            with self.subTest(arguments=arguments):
                self.fails(2, part, *arguments)

    @needs_model
    def test_from_questions_to_an_answer(self):
        samples = os.path.join(self.folder, "samples")
        cache = {"PONDER_CACHE": os.path.join(self.folder, "cache")}
        model = ["--model", MODEL, "--threads", "1", "--sequence-context", "256"]
        sampling = ["--tasks", "one_digit_sums", "--samples", "6", "--prompt", "plain", "--max-tokens", "24",
                    "--samples-folder", samples]
        best = ["ask", *model, "--max-tokens", "24", "--method", "best_of_n:n=3,prompt=plain", "--scorer", "probe",
                "--json", "What is 3 + 4?"]
        self.fails(2, "ponder train probe", *best, **cache)
        code, _, err = run("train", "probe", *model, *sampling, "--questions", "3", **cache)
        self.assertEqual(code, 0, err)
        code, out, err = run("train", "probe", *model, *sampling, "--questions", "8", "--json", **cache)
        self.assertEqual(code, 0, err)
        report = json.loads(out)
        self.assertEqual(report["questions"], 8)
        self.assertEqual(report["answers"], 48)
        self.assertEqual([scorer["name"] for scorer in report["scorers"]], ["probe", "arithmetic", "logprob"])
        self.assertTrue(report["probe"].startswith(cache["PONDER_CACHE"]))
        self.assertLess(os.path.getsize(report["probe"]), 300_000)
        again = os.path.join(self.folder, "again.probe")
        code, out, err = run("train", "probe", "--from", samples, "--out", again, **cache)
        self.assertEqual(code, 0, err)
        self.assertIn("AUC within", out)
        with open(again, "rb") as one, open(report["probe"], "rb") as other:
            self.assertEqual(one.read(), other.read())
        self.fails(2, "is one that the probe is fitted to", "train", "probe", "--from", samples, "--test", samples,
                   **cache)
        others = os.path.join(self.folder, "others")
        sampling[-1] = others
        sampling[1] = "times_table"
        code, out, err = run("train", "probe", *model, *sampling, "--questions", "8", "--test", samples,
                             "--out", again, **cache)
        self.assertEqual(code, 0, err)
        self.assertIn("On questions of other folders", out)
        code, out, err = run(*best, **cache)
        self.assertEqual(code, 0, err)
        answer = json.loads(out)
        for candidate in answer["candidates"]:
            self.assertTrue(0 < candidate["score"] < 1)
        damaged = self.file("damaged.probe", b"PNDPROBE and then nothing that is right")
        best[best.index("probe")] = "probe:file=" + damaged
        self.fails(2, "damaged.probe", *best, **cache)


class Interruption(Program):
    # The end tokens are forbidden: the run cannot end before it is interrupted.
    LONG = ["--threads", "1", "--max-tokens", "1500", "--method", "self_consistency:n=8",
            "--logit-bias", "0=-100", "--logit-bias", "2=-100",
            "--json", "Write a very long story about a ship, then count its words."]

    @needs_model
    def test_interrupt_prints_what_was_found(self):
        with tempfile.TemporaryDirectory() as folder:
            trace = os.path.join(folder, "trace.jsonl")
            with subprocess.Popen([PROGRAM, "ask", "--model", MODEL, "--trace", trace, *self.LONG],
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()) as process:
                wait_for_text(trace, b'"event":"tokens"')
                process.send_signal(signal.SIGINT)
                out, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130, err)
        result = json.loads(out)
        self.assertEqual(result["stop_reason"], "cancelled")
        self.assertEqual(len(result["candidates"]), 8)
        self.assertIn(b"interrupted", err)

    @needs_model
    def test_progress_on_a_terminal_only(self):
        master, slave = pty.openpty()
        with subprocess.Popen([PROGRAM, "ask", "--model", MODEL, *SMALL, "--method",
                               "self_consistency:n=4", "What is 2 + 3?"], stdout=subprocess.PIPE,
                              stderr=slave, env=environment(NO_COLOR="1", TERM="xterm")) as process:
            os.close(slave)
            shown = b""
            while select.select([master], [], [], 120)[0]:
                try:
                    piece = os.read(master, 4096)
                except OSError:
                    break
                if not piece:
                    break
                shown += piece
            out = process.stdout.read()
        os.close(master)
        self.assertIn(b"running", shown)
        self.assertNotIn(b"\x1b[2m", shown)  # NO_COLOR
        self.assertNotIn(b"\x1b", out)


if __name__ == "__main__":
    result = unittest.main(exit=False, verbosity=1).result
    if result.skipped:
        print(f"skipped: {len(result.skipped)} tests without the small model")
    sys.exit(0 if result.wasSuccessful() else 1)
