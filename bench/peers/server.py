"""llama-server, which the rivals ask; its counters say what it computed."""
import json
import os
import re
import socket
import subprocess
import time
import urllib.request

COUNTERS = {"generated": "llamacpp:tokens_predicted_total", "computed": "llamacpp:prompt_tokens_total",
            "cached": "llamacpp:prompt_tokens_cached_total"}
BUSY = ("llamacpp:requests_processing", "llamacpp:requests_deferred")
# Ponder's defaults, said to the server too.
SAMPLING = ["--top-k", "40", "--top-p", "0.95", "--min-p", "0.05"]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def read_metrics(text):
    """Name to value of a page in Prometheus' form."""
    pairs = re.findall(r"^(llamacpp:\w+) (\S+)$", text, re.MULTILINE)
    return {name: float(value) for name, value in pairs}


def end(process):
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class Server:
    """With `slots` slots, each with cells of its own; without, as many as it takes by itself, with their common cells."""

    def __init__(self, tools, model, slots, context, threads, log):
        program = os.path.join(tools, "llama-server")
        self.version = self._version(program)
        self.port = free_port()
        self.command = [program, "-m", model, "--host", "127.0.0.1", "--port", str(self.port),
                        "-t", str(threads), "--jinja", "--metrics", "--cache-ram", "0",
                        "--slot-save-path", os.path.dirname(log), *SAMPLING]  # without it, no slot can be erased
        if slots:
            self.command += ["-np", str(slots), "-c", str(slots * context)]
        with open(log, "wb") as out:
            self.process = subprocess.Popen(self.command, stdout=out, stderr=out, stdin=subprocess.DEVNULL)
        try:
            self._wait_until_up(log)
            self.slots = json.loads(self._get("/props"))["total_slots"]
        except BaseException:
            end(self.process)
            raise

    @staticmethod
    def _version(program):
        done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
        found = re.search(r"version: (.*)", done.stdout + done.stderr)
        return found[1] if found else "unknown"

    def _wait_until_up(self, log):
        for _ in range(600):
            if self.process.poll() is not None:
                break
            try:
                self._get("/health")
                return
            except OSError:
                time.sleep(0.2)
        with open(log, encoding="utf-8", errors="replace") as out:
            last = (out.read().strip().splitlines() or ["nothing"])[-1]
        raise RuntimeError(f"llama-server does not answer; the end of its log: {last}")

    def _get(self, path, body=None):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", body, timeout=30) as reply:
            return reply.read().decode()

    def forget(self):
        """Empties the cache: else a row would find the prompt that another row has computed for it."""
        for slot in range(self.slots):
            self._get(f"/slots/{slot}?action=erase", b"{}")

    def counters(self):
        """What it has done so far. Waits until nothing runs any more: requests that were given up end late."""
        for _ in range(600):
            values = read_metrics(self._get("/metrics"))
            if not any(values[name] for name in BUSY):
                return {name: int(values[field]) for name, field in COUNTERS.items()}
            time.sleep(0.1)
        raise RuntimeError("llama-server is still busy after 60 s: its counters would say nothing")

    def close(self):
        end(self.process)
