"""The programs that ask llama-server. Each answers a question with a text, or raises an Error."""
import collections
import json
import os
import select
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

from questions import read_answer
from server import end, free_port

FOREIGN_KEYS = ("OPTILLM_API_KEY", "CEREBRAS_API_KEY", "AZURE_OPENAI_API_KEY")  # they would choose another backend


class Error(Exception):
    """Why a program gave no answer."""


def post(url, body, timeout):
    request = urllib.request.Request(f"{url}/chat/completions", json.dumps(body).encode(),
                                     {"Content-Type": "application/json", "Authorization": "Bearer none"})
    try:
        with urllib.request.urlopen(request, timeout=timeout) as stream:
            reply = json.load(stream)
    except urllib.error.HTTPError as error:
        raise Error(f"HTTP {error.code}: {error.read(300).decode(errors='replace')}") from error
    except (OSError, ValueError) as error:
        raise Error(str(error) or type(error).__name__) from error
    if not reply.get("choices"):
        raise Error(f"a reply without choices: {json.dumps(reply)[:300]}")
    return reply


class Plain:
    """llama-server alone: one greedy reply, or one request for n replies and a vote here."""

    def __init__(self, url, settings):
        self.url, self.settings = url, settings
        self.prompt_tokens = {}  # by question

    def _replies(self, question, **sampling):
        body = {"messages": [{"role": "user", "content": question}], "max_tokens": self.settings.max_tokens}
        reply = post(self.url, {**body, **sampling}, self.settings.timeout)
        self.prompt_tokens[question] = reply["usage"]["prompt_tokens"]
        return [choice["message"]["content"] or "" for choice in reply["choices"]]

    def greedy(self, question, _):
        return self._replies(question, temperature=0)[0]

    def vote(self, question, seed):
        replies = self._replies(question, temperature=self.settings.temperature, n=self.settings.n,
                                seed=seed % 2**32)
        votes = collections.Counter(answer for answer in map(read_answer, replies) if answer)
        if not votes:
            return replies[0]
        winner = votes.most_common(1)[0][0]
        return next(reply for reply in replies if read_answer(reply) == winner)


class ItsHub:
    """its_hub in a process of its own; it is started once."""

    def __init__(self, python, url, settings, log):
        worker = os.path.join(os.path.dirname(os.path.abspath(__file__)), "its_hub_worker.py")
        told = {"model": "local"} | {name: getattr(settings, name) for name in (
            "n", "max_tokens", "temperature", "seed", "width", "max_steps", "step_tokens")}
        self.timeout = settings.timeout
        with open(log, "wb") as out:
            self.process = subprocess.Popen([python, worker, url, json.dumps(told)], stdin=subprocess.PIPE,
                                            stdout=subprocess.PIPE, stderr=out)
        try:
            self.version = self._read(120)["version"]
        except BaseException:
            end(self.process)
            raise

    def _read(self, timeout):
        if not select.select([self.process.stdout], [], [], timeout)[0]:
            end(self.process)
            raise Error(f"no reply from its_hub within {timeout} s; it was ended")
        line = self.process.stdout.readline()
        if not line:
            raise Error("its_hub ended; its log says why (--logs)")
        return json.loads(line)

    def ask(self, algorithm, question):
        try:
            self.process.stdin.write(json.dumps({"algorithm": algorithm, "text": question}).encode() + b"\n")
            self.process.stdin.flush()
        except OSError as error:
            raise Error("its_hub has ended") from error
        reply = self._read(self.timeout)
        if "error" in reply:
            raise Error(reply["error"])
        return reply["text"]

    def close(self):
        end(self.process)


class Optillm:
    """optillm, itself a server between this program and the proxy; it is started once."""

    def __init__(self, python, url, settings, log):
        self.settings = settings
        self.folder = tempfile.TemporaryDirectory(prefix="peers-optillm-")
        port = free_port()
        self.url = f"http://127.0.0.1:{port}/v1"
        program = os.path.join(os.path.dirname(python), "optillm")
        command = [program, "--host", "127.0.0.1", "--port", str(port), "--base-url", url, "--model", "local",
                   "--best-of-n", str(settings.n)]
        environment = {name: value for name, value in os.environ.items() if name not in FOREIGN_KEYS}
        environment |= {"OPENAI_API_KEY": "none", "HOME": self.folder.name}
        with open(log, "wb") as out:
            self.process = subprocess.Popen(command, cwd=self.folder.name, env=environment, stdout=out, stderr=out,
                                            stdin=subprocess.DEVNULL)
        try:
            self._wait_until_up(port)
        except BaseException:
            self.close()
            raise

    def _wait_until_up(self, port):
        deadline = time.monotonic() + 120
        while self.process.poll() is None and time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5).read()
                return
            except OSError:
                time.sleep(0.2)
        raise Error("optillm does not answer; its log says why (--logs)")

    def ask(self, approach, question):
        if self.process.poll() is not None:
            raise Error("optillm has ended")
        body = {"model": "local", "messages": [{"role": "user", "content": question}],
                "max_tokens": self.settings.max_tokens, "temperature": self.settings.temperature,
                "k": self.settings.n, "optillm_approach": approach}
        try:
            reply = post(self.url, body, self.settings.timeout)
        except Error as error:
            if isinstance(error.__cause__, TimeoutError):
                end(self.process)  # it would go on asking while others are measured
            raise
        return reply["choices"][0]["message"]["content"] or ""

    def close(self):
        end(self.process)
        self.folder.cleanup()
