"""The rivals, with what they need, in an environment of their own."""
import os
import subprocess
import sys

# optillm without its dependencies: they are several GB, and its proxy needs only those named here.
ITS_HUB = "its_hub[lm]==1.2.0"
OPTILLM = "optillm==0.4.0"
NEEDED = []


def python_of(folder):
    return os.path.join(folder, "bin", "python")


def set_up(folder):
    python = python_of(folder)
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    for command in ([sys.executable, "-m", "venv", folder], [*pip, ITS_HUB, *NEEDED], [*pip, "--no-deps", OPTILLM]):
        if subprocess.run(command, check=False).returncode != 0:
            sys.exit(f"peers: --setup: {' '.join(command)} failed; the lines above say why")


def version_of(python, package):
    """As it is installed; None where it is not."""
    if not os.path.exists(python):
        return None
    code = f"import importlib.metadata; print(importlib.metadata.version({package!r}))"
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else None
