#!/usr/bin/env python3
"""Kills a study at random moments and goes on until it is done; it must end as one that nobody disturbed.

    kill_study.py PONDER --model FILE [--kills 10] [--seed 1] [-- words of ponder eval]

Checked: nothing that was logged is lost, no row is run twice, and every record is the same in all that does not depend
on the clock or on what a cache held. Exit code 1 when not, 77 when there is no model.
"""
import argparse
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import time

SKIPPED = 77
# Of usage, these depend on what the cache held (src/eval/record.h).
CACHE_FIELDS = {"cached_tokens", "prefill_tokens", "forward_tokens", "flops"}


def records(folder):
    """All whole lines of a log; the last one may have been cut by a kill."""
    log = folder / "log.jsonl"
    lines = log.read_bytes().split(b"\n")[:-1] if log.exists() else []
    return [json.loads(line) for line in lines]


def settled(record):
    """A record without what may differ from run to run."""
    kept = {name: value for name, value in record.items() if name not in ("seconds", "usage", "usage_by_role")}
    kept["usage"] = {name: value for name, value in record["usage"].items() if name not in CACHE_FIELDS}
    return kept


class Study:
    def __init__(self, args, out):
        self.out = out
        self.command = [args.ponder, "eval", *args.words, "--model", args.model, "--out", str(out)]

    def run(self, seconds=None):
        """Until it ends, or is killed after so many seconds; whether it ended."""
        process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        try:
            message = process.communicate(timeout=seconds)[1]
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            return False
        if process.returncode != 0:
            sys.exit(f"{' '.join(self.command)} ended with {process.returncode}:\n{message}")
        return True


def kill_and_go_on(study, kills, seconds, chance):
    """Kills so often, waiting so that all kills fall into the run; returns how many did."""
    done = 0
    logged = {}
    for _ in range(kills):
        if study.run(chance.uniform(0.1, 2 * seconds / (kills + 1))):
            break
        done += 1
        now = {record["key"]: record for record in records(study.out)}
        lost = [key for key in logged if now.get(key) != logged[key]]
        if lost:
            sys.exit(f"kill {done}: {len(lost)} records are lost or changed, the first is {lost[0]}")
        logged = now
        print(f"kill {done}: {len(logged)} records", flush=True)
    study.run()
    return done


def compare(calm, disturbed):
    keys = [record["key"] for record in disturbed]
    if len(keys) != len(set(keys)):
        sys.exit(f"{len(keys) - len(set(keys))} rows were run twice")
    expected = {record["key"]: settled(record) for record in calm}
    found = {record["key"]: settled(record) for record in disturbed}
    if expected.keys() != found.keys():
        sys.exit(f"{len(expected)} rows undisturbed, {len(found)} when killed")
    for key, record in expected.items():
        if record == found[key]:
            continue
        names = [name for name in record if record[name] != found[key][name]]
        sys.exit(f"row {key} ({record['task']}, {record['method']}) differs in {', '.join(names)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("ponder")
    parser.add_argument("--model", required=True)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    border = sys.argv.index("--") if "--" in sys.argv else len(sys.argv)
    args = parser.parse_args(sys.argv[1:border])
    args.words = sys.argv[border + 1:] or ["expressions,object_counting", "--limit", "12", "--methods",
                                           "direct,chain_of_thought,self_consistency:n=5"]
    if not pathlib.Path(args.model).exists():
        print(f"skipped: there is no model {args.model}")
        sys.exit(SKIPPED)
    with tempfile.TemporaryDirectory() as root:
        calm = Study(args, pathlib.Path(root) / "calm")
        begin = time.monotonic()
        calm.run()
        seconds = time.monotonic() - begin
        disturbed = Study(args, pathlib.Path(root) / "disturbed")
        kills = kill_and_go_on(disturbed, args.kills, seconds, random.Random(args.seed))
        rows = records(calm.out)
        compare(rows, records(disturbed.out))
        print(f"{len(rows)} rows in {seconds:.0f} s; killed {kills} times: the same records")


if __name__ == "__main__":
    main()
