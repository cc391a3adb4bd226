#!/usr/bin/env python3
"""Installs a build tree, moves the installation, builds examples/hello against it, and runs it.

PONDER_TEST_MODEL: the model to run it with; without one the test ends as skipped (exit code 77) after the build.
"""
import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

SKIPPED = 77


def run(*command):
    print("+", *command, flush=True)
    result = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                            text=True, errors="replace")
    if result.returncode != 0:
        print(result.stdout)
        sys.exit(f"package_test: {command[0]} ended with {result.returncode}")
    return result.stdout


def require(good, what):
    if not good:
        sys.exit(f"package_test: {what}")


def check_installation(prefix, args):
    require((prefix / "include/ponder/ponder.h").is_file(), "no include/ponder/ponder.h was installed")
    for header in (prefix / "include").rglob("*"):
        require(header.is_dir() or header.parent.name == "ponder", f"{header} is no public header")
    configs = list(prefix.rglob("*.cmake"))
    require(any(path.name == "ponder-config.cmake" for path in configs), "no ponder-config.cmake was installed")
    for path in configs:
        text = path.read_text(encoding="utf-8")
        for folder in (args.build, args.source):
            require(folder not in text, f"{path.name} refers to {folder}")


def build_example(prefix, folder, args):
    run(args.cmake, "-S", os.path.join(args.source, "examples", "hello"), "-B", folder, "-G", args.generator,
        f"-DCMAKE_MAKE_PROGRAM={args.make_program}", f"-DCMAKE_CXX_COMPILER={args.compiler}",
        f"-DCMAKE_BUILD_TYPE={args.build_type}", f"-DCMAKE_CXX_FLAGS={args.flags}", f"-DCMAKE_PREFIX_PATH={prefix}")
    run(args.cmake, "--build", folder)
    return os.path.join(folder, "hello")


def run_example(program, model):
    output = run(program, model, "What is 2 + 3? Answer with one number.")
    print(output)
    require(output.startswith("answer: ") and "\nprice: " in output, "the example does not print answer and price")


def main():
    parser = argparse.ArgumentParser()
    for name in ("build", "source", "cmake", "generator", "make-program", "compiler", "build-type", "flags"):
        parser.add_argument("--" + name, required=True)
    args = parser.parse_args()

    with tempfile.TemporaryDirectory(prefix="ponder-package-") as work:
        staging, prefix = os.path.join(work, "staging"), pathlib.Path(work, "prefix")
        run(args.cmake, "--install", args.build, "--prefix", staging)
        os.rename(staging, prefix)  # an installation can be moved
        check_installation(prefix, args)
        program = build_example(prefix, os.path.join(work, "build"), args)
        model = os.environ.get("PONDER_TEST_MODEL", "")
        if not os.path.isfile(model):
            print("skipped the run: no model at PONDER_TEST_MODEL")
            return SKIPPED
        run_example(program, model)
    return 0


if __name__ == "__main__":
    sys.exit(main())
