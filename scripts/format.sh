#!/usr/bin/env bash
# The C++ files as .clang-format has them, by one version of clang-format: others break lines elsewhere.
#
#   format.sh           writes them anew
#   format.sh --check   names those that are not so; exit code 1 if there are any, 77 if there is no clang-format
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/environment.sh

how=(-i)
[[ ${1:-} != --check ]] || how=(--dry-run --Werror)
folder=$(ready_environment formatter clang-format==14.0.6) || exit 77
find apps bench examples include src tests '(' -name '*.h' -o -name '*.cc' ')' -print0 |
  xargs -0 "$folder"/lib/python3*/site-packages/clang_format/data/bin/clang-format "${how[@]}" || exit 1
