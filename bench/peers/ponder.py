"""Ponder: one question at a time with `ponder ask`, and all at once with `ponder eval`."""
import json
import os
import subprocess
import tempfile
import time

import questions
from rivals import Error


def run(command, timeout, text=None):
    try:
        done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=timeout, check=False)
    except subprocess.TimeoutExpired as error:
        raise Error(f"ponder {command[1]} was not done within {timeout} s") from error
    if done.returncode != 0:
        raise Error((done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1])
    return done.stdout


def cost(usage):
    """What a run cost, under the names of the table."""
    read = usage["prompt_tokens"] + usage["scorer_prompt_tokens"]
    return {"generated": usage["completion_tokens"] + usage["scorer_tokens"], "computed": usage["prefill_tokens"],
            "cached": max(0, read - usage["prefill_tokens"]), "requests": usage["calls"]}


def find_model(program, model):
    """The file of a model: of a name, the one that Ponder loads."""
    if os.path.isfile(model):
        return os.path.abspath(model)
    for entry in json.loads(run([program, "models", "--json"], 60))["models"]:
        if entry["name"] == model and entry["present"]:
            return entry["converted_path"] or entry["path"]
    raise Error(f"--model {model}: neither a file nor a model that is here; ponder models lists them")


class Ponder:
    def __init__(self, settings):
        self.settings = settings
        self.version = run([settings.ponder, "version"], 60).splitlines()[0].removeprefix("ponder ")
        self.prompt_tokens = {}  # by question, of method direct
        self.start_seconds = 0.0  # starting and loading, of all asks

    def _model_flags(self):
        settings = self.settings
        return ["--model", settings.model, "--threads", str(settings.threads),
                "--sequence-context", str(settings.context), *settings.ponder_flags]

    def ask(self, method, question, seed, temperature, scorer=None):
        """The reply, its seconds and its cost. Starting and loading are left out, as they are for the server."""
        settings = self.settings
        command = [settings.ponder, "ask", "-", "--json", "--quiet", "--kind", "number", "--method", method,
                   "--seed", str(seed), "--temperature", str(temperature), "--max-tokens", str(settings.max_tokens),
                   *self._model_flags(), *(["--scorer", scorer] if scorer else [])]
        begin = time.monotonic()
        result = json.loads(run(command, settings.timeout, question))
        seconds = result["seconds"]["total"]
        self.start_seconds += time.monotonic() - begin - seconds
        if method == "direct":
            self.prompt_tokens[question] = result["usage"]["prompt_tokens"]
        return result["answer"], seconds, cost(result["usage"])

    def all_at_once(self, asked, method):
        """A reply a question, and the seconds and cost of all."""
        settings = self.settings
        with tempfile.TemporaryDirectory(prefix="peers-") as folder:
            data, out = os.path.join(folder, "test.jsonl"), os.path.join(folder, "study")
            questions.save(asked, data)
            run([settings.ponder, "eval", "gsm8k", "--data", data, "--limit", str(len(asked)), "--methods", method,
                 "--seed", str(settings.seed), "--temperature", str(settings.temperature), "--max-tokens",
                 str(settings.max_tokens), "--out", out, *self._model_flags()], settings.timeout * len(asked))
            rows = read_lines(os.path.join(out, "log.jsonl"))
            model_run = read_lines(os.path.join(out, "runs.jsonl"))[-1]
        replies = {row["question"]: row["text"] for row in rows if row["stop_reason"] != "error"}
        costs = [cost(row["usage"]) for row in rows if row["stop_reason"] != "error"]
        total = {name: sum(one[name] for one in costs) for name in ("generated", "computed", "cached", "requests")}
        return replies, model_run["seconds"], total


def read_lines(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]
