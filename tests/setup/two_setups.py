#!/usr/bin/env python3
"""Runs set-ups at once on one cache; all must succeed, one doing the work and the others waiting for it.

  two_setups.py [--runs 2] [--rounds 3] [--build] [--packages FOLDER]
"""
import argparse
import tempfile
import time

import lab


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--build", action="store_true")
    parser.add_argument("--packages")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ponder-packages-") as own:
        lab.packages(args.packages or own)
        with lab.package_server(args.packages or own) as settings:
            for _ in range(args.rounds):
                with lab.fresh_cache() as cache:
                    begin = time.monotonic()
                    processes = [lab.start(cache, settings, args.build) for _ in range(args.runs)]
                    waited = sum("waiting for another" in lab.finish(process) for process in processes)
                    seconds = time.monotonic() - begin
                    lab.check_whole(cache, None, args.build)
                    print(f"{args.runs} set-ups at once: all good in {seconds:.1f} s, {waited} waited", flush=True)


if __name__ == "__main__":
    main()
