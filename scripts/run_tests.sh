#!/usr/bin/env bash
# All tests: as users run the code (build/ must be built), then under AddressSanitizer and UndefinedBehaviorSanitizer
# without the tests labelled slow. Says at the end what was skipped. Arguments go to CMake.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

log=$(mktemp)
cases=$(mktemp)
trap 'rm -f "$log" "$cases"' EXIT

run() {  # run PRESET FOLDER
  echo "== tests: $1"
  # CTest's table names the tests that skipped themselves.
  ctest --preset "$1" 2>&1 | tee -a "$log"
  # A test program that skips only some of its cases passes as a whole: its output tells.
  sed -n "s/^\\[  SKIPPED \\] \\([A-Za-z_/0-9.]*\\)\$/  \\1 (under $1)/p" "$2/Testing/Temporary/LastTest.log" |
    sort -u >> "$cases"
}

# Without a network the tests that need them skip themselves.
PONDER_READERS=$(scripts/readers.sh) || echo "run_tests: no readers of other programs' logs; the lines above say why" >&2
PONDER_CLIENTS=$(scripts/clients.sh) || echo "run_tests: no clients for the server; the lines above say why" >&2
export PONDER_READERS PONDER_CLIENTS

run release build
cmake --preset asan "$@" > /dev/null
cmake --build --preset asan
run asan build/asan

echo "== all tests passed"
skipped=$(grep -E '\(Skipped\)|\(Disabled\)|\*\*\*Skipped' "$log" | sort -u || true)
if [[ -n $skipped || -s $cases ]]; then
  echo "skipped (what they need is not on this machine):"
  [[ -z $skipped ]] || echo "$skipped"
  cat "$cases"
fi
slow=$(ctest --test-dir build -N -L '^slow$' | sed -n 's/^ *Test *#[0-9]*: /  /p')
if [[ -n $slow ]]; then
  echo "not run a second time under the sanitizers, for their length:"
  echo "$slow"
fi
