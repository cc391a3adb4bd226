#!/usr/bin/env python3
"""schemathesis against /openapi.json: nothing but documented statuses, and of 5xx only 503.

fuzz_openapi.py [--seconds N] [--seed S]    as long as that: 60 in the tests, 1200 once; --seed draws other bodies
"""
import argparse
import os
import subprocess
import sys
import tempfile

import lab

# Documented statuses and shapes are what the page promises; whether it takes every body that fits its schema is not
# said: a schema cannot say that a model's context is short.
CHECKS = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance")
SETTINGS = '[checks]\nnot_a_server_error.expected-statuses = ["2xx", "3xx", "4xx", "503"]\n'


def fuzz(server, seconds, seed, folder):
    settings = os.path.join(folder, "schemathesis.toml")
    with open(settings, "w", encoding="utf-8") as file:
        file.write(SETTINGS)
    # One worker: before 3.11.8 Python counts the depth of its syntax trees for all threads together, and parsing in
    # several at once fails now and then ("AST constructor recursion depth mismatch"). Clients side by side are the
    # storm's matter.
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", settings, "run",
               server.url + "/openapi.json", "--checks", ",".join(CHECKS), "--phases", "examples,coverage,fuzzing",
               "--max-time", str(seconds), "--seed", str(seed), "--workers", "1", "--request-timeout", "120",
               "--continue-on-failure", "--suppress-health-check", "all", "--generation-database", "none", "--no-color"]
    return subprocess.run(command, cwd=folder, timeout=2 * seconds + 300, check=False).returncode


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    lab.need_model()
    lab.need_package("schemathesis")
    # Short sequences: a body without a limit of its own is answered soon.
    server = lab.start(context=256)
    try:
        status, _, page = lab.call(server, "GET", "/openapi.json")
        if status != 200:
            print(f"/openapi.json: {status} {page[:200]}")
            return 1
        with tempfile.TemporaryDirectory(prefix="ponder-fuzz-") as folder:
            failed = fuzz(server, args.seconds, args.seed, folder)
        status, reply = lab.ask(server)
        if status != 200:
            print(f"a good request afterwards: {status} {reply}")
        return 1 if failed or status != 200 else 0
    finally:
        server.close()


if __name__ == "__main__":
    sys.exit(main())
