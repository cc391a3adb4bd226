#!/usr/bin/env python3
"""Kills the set-up at random moments; the next run must succeed, with the right hashes and nothing left behind.

  kill_setup.py [--kills 10] [--build] [--seed S] [--packages FOLDER]

Packages are fetched once (to FOLDER, if given) and then served by this machine, slowly, so that kills fall into
downloads too. --build also builds llama.cpp (minutes without ccache). Run by hand: it is no part of `make test`.
"""
import argparse
import os
import random
import tempfile
import time

import lab


def run_once(settings, with_build, tree, seconds, pick):
    with lab.fresh_cache() as cache:
        moment = pick.uniform(0.02, seconds)
        process = lab.start(cache, settings, with_build)
        time.sleep(moment)
        ended = process.poll() is not None
        lab.kill(process)
        lab.check_nothing_half_made(cache, tree)
        left = [name for parent, folders, names in os.walk(cache) for name in folders + names if ".tmp." in name]
        begin = time.monotonic()
        lab.finish(lab.start(cache, settings, with_build))
        lab.check_whole(cache, tree, with_build)
        state = "had ended" if ended else f"left {', '.join(n.rsplit('.', 1)[-1] for n in left) or 'no temporary file'}"
        print(f"killed at {moment:5.2f} s: {state}; next run good in {time.monotonic() - begin:.1f} s", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--build", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--packages")
    args = parser.parse_args()
    pick = random.Random(args.seed)
    with tempfile.TemporaryDirectory(prefix="ponder-packages-") as own:
        lab.packages(args.packages or own)
        with lab.package_server(args.packages or own) as settings:
            with lab.fresh_cache() as cache:
                begin = time.monotonic()
                lab.finish(lab.start(cache, settings, args.build))
                seconds = time.monotonic() - begin
                lab.check_whole(cache, None, args.build)
                tree = lab.tree_hash(lab.paths(cache)[1])
            print(f"undisturbed: {seconds:.1f} s")
            for _ in range(args.kills):
                run_once(settings, args.build, tree, seconds, pick)
    print(f"{args.kills} of {args.kills} killed set-ups were made good by the next run")


if __name__ == "__main__":
    main()
