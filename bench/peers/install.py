"""The rivals, with what they need, in an environment of their own."""
import os
import subprocess
import sys

ITS_HUB = ["its_hub[lm]==1.2.0", "openai==3.57.0", "aiohttp==3.14.5", "numpy==2.4.6", "requests==2.34.2"]
# Without all that it declares, which is several GB: its proxy imports only these.
OPTILLM = "optillm==0.4.0"
OPTILLM_IMPORTS = ["flask==3.1.3", "cerebras_cloud_sdk==1.91.0", "httpx==0.28.1", "networkx==3.6.1",
                   "z3-solver==4.15.4.0", "sympy==1.14.0", "PyYAML==6.0.4", "math-verify==0.9.0"]


def python_of(folder):
    return os.path.join(folder, "bin", "python")


def set_up(folder):
    python = python_of(folder)
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    for command in ([sys.executable, "-m", "venv", folder], [*pip, *ITS_HUB, *OPTILLM_IMPORTS],
                    [*pip, "--no-deps", OPTILLM]):
        if subprocess.run(command, check=False).returncode != 0:
            sys.exit(f"peers: --setup: {' '.join(command)} failed; the lines above say why")


def version_of(python, package):
    """As it is installed; None where it is not."""
    if not os.path.exists(python):
        return None
    code = f"import importlib.metadata; print(importlib.metadata.version({package!r}))"
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else None
