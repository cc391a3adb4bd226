#!/usr/bin/env bash
# The readers of other programs' log formats, for the test of our exports: lm-evaluation-harness and Inspect, with
# pinned versions, in an environment of their own in the cache. Prints its path. Nothing else needs them.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

packages=(inspect_ai==0.3.285 pandas==3.1.1 pyarrow==26.0.1 Jinja2==3.1.6 pytablewriter==1.2.1)
# Without what only its evaluations need.
bare=(lm_eval==0.4.13)

cache=$(python3 "$here/fetch.py" cache)
name=$(printf '%s ' "$(python3 --version)" "${packages[@]}" "${bare[@]}" | sha256sum | cut -c 1-12)
folder=$cache/readers-$name
if [[ ! -d $folder ]]; then
  exec 9> "$folder.lock"
  flock 9
  if [[ ! -d $folder ]]; then
    trap 'rm -rf "$folder.tmp"' EXIT
    rm -rf "$folder.tmp"
    python3 -m venv --without-pip "$folder.tmp"
    pip=(python3 -m pip --python "$folder.tmp/bin/python" --disable-pip-version-check install --quiet)
    "${pip[@]}" "${packages[@]}"
    "${pip[@]}" --no-deps "${bare[@]}"
    mv "$folder.tmp" "$folder"  # its python finds its packages from where it stands
  fi
fi
echo "$folder"
