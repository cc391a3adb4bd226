"""`ponder serve` as a process of its own, on any free port."""
import os
import re
import signal
import subprocess
import tempfile
import time


def memory_of(pid, field="VmRSS"):
    """Bytes that a process holds, or with VmHWM held at most."""
    with open(f"/proc/{pid}/status", encoding="ascii") as lines:
        return next(1024 * int(line.split()[1]) for line in lines if line.startswith(field + ":"))


class PonderServer:
    """Up when this returns. What it logs is kept in a file without a name, for error texts."""

    def __init__(self, program, model, *flags, seconds=120, environment=None):
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [program, "serve", "--model", model, "--port", "0", *map(str, flags)], stdin=subprocess.DEVNULL,
            stdout=self.log, stderr=self.log, env={**os.environ, **(environment or {})})
        try:
            self.model, self.port = self._wait_until_up(seconds)
        except BaseException:
            self.kill()
            raise
        self.url = f"http://127.0.0.1:{self.port}"

    def _wait_until_up(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.process.poll() is None:
            found = re.search(r"^ponder: (\S+) at https?://[^\s:]+:(\d+)/v1$", self.said(), re.MULTILINE)
            if found:
                return found[1], int(found[2])
            time.sleep(0.02)
        raise RuntimeError(f"ponder serve does not come up; it said: {self.said().strip() or 'nothing'}")

    def said(self):
        """All it has logged."""
        return os.pread(self.log.fileno(), 1 << 20, 0).decode("utf-8", "replace")

    def memory(self, field="VmRSS"):
        return memory_of(self.process.pid, field)

    def terminate(self):
        self.process.send_signal(signal.SIGTERM)

    def wait(self, seconds):
        """The exit code."""
        return self.process.wait(seconds)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def close(self, seconds=60):
        """Asks it to end, and waits. The exit code."""
        self.terminate()
        try:
            return self.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise
        finally:
            self.log.close()
