#!/usr/bin/env bash
# Makes the model that tests use ready in the cache: smollm2-135m, converted to Q8_0. Prints its path.
# Arguments are flags of llama.cpp, as for build_llama.sh.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

model=$(python3 "$here/fetch.py" model smollm2-135m)
converted=${model%.gguf}-Q8_0.gguf
if [[ ! -f $converted ]]; then
  bin=$("$here/build_llama.sh" quantize "$@" | sed -n 's/^bin=//p')
  exec 9> "$model.lock"
  flock 9
  rm -f "$converted".tmp.*  # left by runs that were killed
  if [[ ! -f $converted ]]; then
    temporary=$converted.tmp.$$
    trap 'rm -f "$temporary"' EXIT
    log=$("$bin/llama-quantize" --allow-requantize "$model" "$temporary" Q8_0 2>&1) || {
      echo "test_model: cannot convert $model: $(tail -n 1 <<< "$log")" >&2
      exit 1
    }
    sync "$temporary"
    mv "$temporary" "$converted"
  fi
fi
echo "$converted"
