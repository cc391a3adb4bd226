#!/usr/bin/env python3
"""Ponder beside other programs that scale inference, on the same questions, model, words and limits.

    python3 bench/peers --setup
    python3 bench/peers --model smollm2-135m --data gsm8k/test.jsonl --limit 20 --n 8

What the columns mean and in what the programs differ: docs/benchmarks.md.
"""
import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile

import install
import questions
import report
import rivals
from ponder import find_model
from programs import ROWS, WHO, Programs

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def output_of(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def default_tools():
    """Where scripts/build_llama.sh puts llama-server."""
    lines = output_of(os.path.join(ROOT, "scripts", "build_llama.sh"), "where").splitlines()
    return os.path.join(next(line for line in lines if line.startswith("build=")).removeprefix("build="), "bin")


def default_threads():
    """As Ponder chooses them: all processors up to four, else half."""
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return count if count <= 4 else count // 2


def names_of(known):
    def names(text):
        chosen = text.split(",")
        unknown = [name for name in chosen if name not in known]
        if unknown:
            raise argparse.ArgumentTypeError(f"unknown {', '.join(unknown)}; there are {', '.join(known)}")
        return chosen
    return names


def positive(text):
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not at least 1")
    return value


def parse():
    parser = argparse.ArgumentParser(prog="peers", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--setup", action="store_true", help="install its_hub and optillm first")
    parser.add_argument("--model", help="a GGUF file, or a name of ponder models")
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--data", metavar="FILE", help="questions as GSM8K has them (JSON lines)")
    source.add_argument("--task", metavar="NAME", help="a task of Ponder whose answers are numbers")
    parser.add_argument("--limit", type=positive, default=20, help="questions (default 20)")
    parser.add_argument("--n", type=positive, default=8, help="replies a question (default 8)")
    parser.add_argument("--max-tokens", type=positive, default=256, help="longest reply (default 256)")
    parser.add_argument("--temperature", type=float, default=0.7, help="but for greedy rows (default 0.7)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--who", type=names_of(WHO), default=list(WHO), metavar="A,B",
                        help=f"of {','.join(WHO)}; default all")
    parser.add_argument("--rows", type=names_of(ROWS), default=["votes"], metavar="A,B",
                        help=f"of {','.join(ROWS)}; default votes")
    parser.add_argument("--width", type=positive, default=4, help="next steps of a path in beam search (default 4)")
    parser.add_argument("--max-steps", type=positive, default=40, help="steps of a path in searches (default 40)")
    parser.add_argument("--step-tokens", type=positive, help="a step has so many tokens (default: ends at a blank line)")
    parser.add_argument("--json", metavar="FILE", help="write everything that was measured")
    parser.add_argument("--threads", type=positive, default=default_threads(), help="of both engines")
    parser.add_argument("--context", type=positive, help="tokens a reply and its prompt may have, judges' included")
    parser.add_argument("--timeout", type=positive, default=600, help="seconds for one question (default 600)")
    parser.add_argument("--ponder", default=os.path.join(ROOT, "build", "ponder"), metavar="FILE")
    parser.add_argument("--ponder-flags", nargs="+", default=[], metavar="FLAG", type=lambda flag: "--" + flag,
                        help="more of ponder ask and eval, without the dashes in front: spin-wait, layout=shared")
    parser.add_argument("--server-slots", action="store_true",
                        help="llama-server with as many slots as it takes by itself, instead of --n")
    parser.add_argument("--tools", metavar="FOLDER", help="where llama-server is (default: the cache)")
    parser.add_argument("--venv", metavar="FOLDER", help="where the rivals are installed (default: in the cache)")
    parser.add_argument("--logs", metavar="FOLDER", help="keep the logs of llama-server and the rivals here")
    args = parser.parse_args()
    if not args.model and not args.setup:
        parser.error("--model is missing: a GGUF file, or a name of ponder models")
    if args.model and not (args.data or args.task):
        parser.error("--data or --task is missing: what to ask")
    if "searches" in args.rows and args.n % args.width:
        parser.error(f"--width {args.width} does not divide --n {args.n}")
    if args.step_tokens and args.step_tokens * args.max_steps < args.max_tokens:
        parser.error(f"--step-tokens {args.step_tokens}: {args.max_steps} of them do not make --max-tokens "
                     f"{args.max_tokens}; only then do last steps end alike in all programs")
    return args


def complete(args):
    """Fills in what was left open, and checks that the programs are there."""
    if not os.access(args.ponder, os.X_OK):
        sys.exit(f"peers: --ponder: there is no program {args.ponder}; make build builds it")
    if args.who != ["ponder"]:
        args.tools = args.tools or default_tools()
        if not os.access(os.path.join(args.tools, "llama-server"), os.X_OK):
            sys.exit(f"peers: --tools: no llama-server in {args.tools}; scripts/build_llama.sh tools builds it")
    args.context = args.context or 2 * args.max_tokens + 1024  # a judge reads a reply and may write as much
    try:
        args.model = find_model(args.ponder, args.model)
        if args.task:
            return questions.of_task(args.ponder, args.model, args.task, args.limit, args.seed)
        return questions.load(args.data, args.limit)
    except (rivals.Error, ValueError, OSError) as error:
        sys.exit(f"peers: {error}")


def main():
    args = parse()
    args.venv = args.venv or os.path.join(output_of(sys.executable, os.path.join(ROOT, "scripts", "fetch.py"),
                                                    "cache").strip(), "peers-venv")
    if args.setup:
        install.set_up(args.venv)
        if not args.model:
            return 0
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1"  # what is asked is on this machine
    asked = complete(args)
    with contextlib.ExitStack() as stack:
        logs = args.logs or stack.enter_context(tempfile.TemporaryDirectory(prefix="peers-logs-"))
        os.makedirs(logs, exist_ok=True)
        try:
            programs = Programs(args, stack, logs)
        except (RuntimeError, OSError, rivals.Error) as error:
            sys.exit(f"peers: {error}")
        machine = report.machine()
        stopped = None
        try:
            programs.run(asked)
        except (KeyboardInterrupt, RuntimeError, OSError) as error:
            stopped = f"stopped before the end: {error or 'interrupted'}"
    result = report.make(programs, asked, machine, stopped)
    print(report.text(result))
    if args.json:
        with open(args.json, "w", encoding="utf-8") as out:
            json.dump(result, out, indent=1, ensure_ascii=False)
    return 1 if stopped or programs.missing or any(row["failed"] for row in result["rows"]) else 0


if __name__ == "__main__":
    sys.exit(main())
