#!/usr/bin/env bash
# All tests: as users run the code (build/ must be built), then under AddressSanitizer and UndefinedBehaviorSanitizer
# without the tests labelled slow. Says at the end what was skipped. Arguments go to CMake.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

log=$(mktemp)
trap 'rm -f "$log"' EXIT

run() {  # run PRESET
  echo "== tests: $1"
  # CTest's table names the tests that skipped themselves.
  ctest --preset "$1" 2>&1 | tee -a "$log"
}

run release
cmake --preset asan "$@" > /dev/null
cmake --build --preset asan
run asan

echo "== all tests passed"
skipped=$(grep -E '\(Skipped\)|\(Disabled\)|\*\*\*Skipped' "$log" | sort -u || true)
if [[ -n $skipped ]]; then
  echo "skipped (what they need is not on this machine):"
  echo "$skipped"
fi
slow=$(ctest --test-dir build -N -L '^slow$' | sed -n 's/^ *Test *#[0-9]*: /  /p')
if [[ -n $slow ]]; then
  echo "not run a second time under the sanitizers, for their length:"
  echo "$slow"
fi
