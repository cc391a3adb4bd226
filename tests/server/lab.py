"""What the tests of the server share: the program, a small model, and calls that no client library would make.

PONDER is the program, PONDER_TEST_MODEL a small GGUF, PONDER_CLIENTS the environment of scripts/clients.sh. A test
that lacks one of them ends with 77 (skipped).
"""
import http.client
import importlib.util
import json
import os
import pathlib
import sys
import unittest

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
sys.path.insert(0, os.path.join(ROOT, "bench"))

from serving import PonderServer  # noqa: E402

SKIPPED = 77
PROGRAM = os.environ.get("PONDER", os.path.join(ROOT, "build", "ponder"))
MODEL = os.environ.get("PONDER_TEST_MODEL", "")
SMALL = ["--threads", "1", "--sequences", "16"]
ASKED = [{"role": "user", "content": "What is 2 + 3?"}]
STORY = [{"role": "user", "content": "Write a very long story about a ship and its captain."}]


def skip(why):
    print(f"skipped: {why}")
    sys.exit(SKIPPED)


def need_model():
    if not os.access(PROGRAM, os.X_OK):
        skip(f"no program {PROGRAM}; PONDER names it")
    if not os.path.isfile(MODEL):
        skip("no model at PONDER_TEST_MODEL; scripts/test_model.sh makes it")


def need_package(name):
    """Where it is not installed, goes on under the Python of PONDER_CLIENTS."""
    if importlib.util.find_spec(name) is not None:
        return
    python = os.path.join(os.environ.get("PONDER_CLIENTS", ""), "bin", "python")
    if not os.path.isabs(python) or not os.path.exists(python) or sys.executable == python:
        skip(f"no Python package {name}; scripts/clients.sh prints what PONDER_CLIENTS has to be")
    os.execv(python, [python, *sys.argv])


def start(*flags, context=1024, **options):
    # Threads that wait for work do not compute meanwhile: tests share their machine.
    return PonderServer(PROGRAM, MODEL, *SMALL, "--sequence-context", context, *flags,
                        environment={"OMP_WAIT_POLICY": "passive"}, **options)


def call(server, method, path, body=None, headers=None, seconds=120):
    """Status, headers and body of one call on a connection of its own. A body that is no bytes is sent as JSON."""
    data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=seconds)
    try:
        connection.request(method, path, data, {"Content-Type": "application/json", **(headers or {})})
        reply = connection.getresponse()
        return reply.status, {name.lower(): value for name, value in reply.getheaders()}, reply.read()
    finally:
        connection.close()


def ask(server, headers=None, seconds=120, **fields):
    """A chat completion: the status and the reply's JSON."""
    status, _, body = call(server, "POST", "/v1/chat/completions",
                           {"messages": ASKED, "max_tokens": 12, "seed": 1, **fields}, headers, seconds)
    return status, json.loads(body)


def metrics(server):
    """Name with labels to value; None where the server has no such page."""
    status, _, body = call(server, "GET", "/metrics")
    if status != 200:
        return None
    lines = (line.rsplit(" ", 1) for line in body.decode().splitlines() if line and not line.startswith("#"))
    return {name: float(value) for name, value in lines}


# The small model's own template has no tools.
TOOL_FLAGS = ("--chat-template", str(pathlib.Path(__file__).with_name("tools.jinja")))


class Served(unittest.TestCase):
    """One server for all tests of a class."""

    flags = ()

    @classmethod
    def setUpClass(cls):
        cls.server = start(*cls.flags)
        cls.addClassCleanup(cls.server.close)

    def client(self, key="none", **options):
        """OpenAI's own, which asks once and not again."""
        import openai
        return openai.OpenAI(base_url=self.server.url + "/v1", api_key=key, max_retries=0, timeout=120, **options)

    def chat(self, **fields):
        return self.client().chat.completions.create(
            **{"model": self.server.model, "messages": ASKED, "max_tokens": 24, "seed": 1, **fields})


def main():
    """Runs the tests of the calling script."""
    result = unittest.main(module="__main__", exit=False, verbosity=2).result
    sys.exit(0 if result.wasSuccessful() else 1)
