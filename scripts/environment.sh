# To be sourced: environments of Python packages in the cache, each named by a hash of what is in it.
# shellcheck shell=bash

# ready_environment NAME PACKAGE... [-- PACKAGE...]: prints the environment's path; makes it where it is not there.
# Packages behind -- are installed without what they need.
ready_environment() {
  local name=$1 here cache hash folder
  shift
  local packages=() bare=()
  while (($# > 0)) && [[ $1 != -- ]]; do packages+=("$1"); shift; done
  (($# == 0)) || { shift; bare=("$@"); }

  here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
  cache=$(python3 "$here/fetch.py" cache)
  mkdir -p "$cache"
  hash=$(printf '%s ' "$(python3 --version)" "${packages[@]}" "${bare[@]}" | sha256sum | cut -c 1-12)
  folder=$cache/$name-$hash
  if [[ ! -d $folder ]]; then
    exec 9> "$folder.lock"
    flock 9
    if [[ ! -d $folder ]]; then
      # shellcheck disable=SC2064
      trap "rm -rf '$folder.tmp'" EXIT
      rm -rf "$folder.tmp"
      python3 -m venv --without-pip "$folder.tmp"
      local pip=(python3 -m pip --python "$folder.tmp/bin/python" --disable-pip-version-check install --quiet)
      { "${pip[@]}" "${packages[@]}" && { ((${#bare[@]} == 0)) || "${pip[@]}" --no-deps "${bare[@]}"; }; } || {
        echo "$name: these packages come from the package index over a network; the lines above say what failed" >&2
        exit 1
      }
      mv "$folder.tmp" "$folder"  # its python finds its packages from where it stands
    fi
  fi
  echo "$folder"
}
