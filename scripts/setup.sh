#!/usr/bin/env bash
# Installs what Ponder is built with and runs on, on Debian and Ubuntu. Nothing missing: nothing done, no network used.
#
#   setup.sh           installs what is missing, as root; otherwise prints the command and stops with exit code 1
#   setup.sh --check   only says what is missing; exit code 1 if something is
set -euo pipefail

# command or file that shows it is there -> package. Only what is missing is asked of the package manager,
# so a compiler, CMake or pip from elsewhere is as good.
wanted=(
  "command g++" g++
  "command cmake" cmake
  "command ninja" ninja-build
  "command git" git
  "command flock" util-linux
  "command python3" python3
  "python pip" python3-pip
  "package nlohmann-json3-dev" nlohmann-json3-dev
  "package libcli11-dev" libcli11-dev
  "package libfmt-dev" libfmt-dev
  "package libssl-dev" libssl-dev
  "package libspdlog-dev" libspdlog-dev
  "package libyaml-cpp-dev" libyaml-cpp-dev
  "package libcurl4-openssl-dev" libcurl4-openssl-dev
  "package libsqlite3-dev" libsqlite3-dev
  "package libgtest-dev" libgtest-dev
  "package libgmock-dev" libgmock-dev
)

is_there() {
  case $1 in
    command) command -v "$2" > /dev/null ;;
    python) python3 -c "import $2" > /dev/null 2>&1 ;;
    package) [[ $(dpkg-query -W -f '${db:Status-Status}' "$2" 2> /dev/null) == installed ]] ;;
  esac
}

if ! command -v dpkg-query > /dev/null; then
  echo "setup: not Debian or Ubuntu: install the equivalents yourself; what is needed is listed in $0" >&2
  exit 0
fi

missing=()
for ((i = 0; i < ${#wanted[@]}; i += 2)); do
  read -r kind what <<< "${wanted[i]}"
  is_there "$kind" "$what" || missing+=("${wanted[i + 1]}")
done

if [[ ${#missing[@]} -gt 0 ]]; then
  command="apt-get update && apt-get install -y --no-install-recommends ${missing[*]}"
  if [[ ${1:-} == --check ]]; then
    echo "setup: missing: ${missing[*]}" >&2
    exit 1
  fi
  if [[ $(id -u) -ne 0 ]]; then
    echo "setup: missing packages; run this as root, then again: $command" >&2
    exit 1
  fi
  echo "setup: installing ${missing[*]}" >&2
  export DEBIAN_FRONTEND=noninteractive
  apt=(apt-get -q -o DPkg::Lock::Timeout=600)
  log=$(mktemp)
  trap 'rm -f "$log"' EXIT
  # An index that cannot be refreshed may still do for the packages that are wanted.
  "${apt[@]}" -o Acquire::Retries=2 update > "$log" 2>&1 || true
  if ! "${apt[@]}" install -y --no-install-recommends "${missing[@]}" > "$log" 2>&1; then
    why=$(grep -m 1 '^E: ' "$log" || tail -n 1 "$log")
    echo "setup: could not install ${missing[*]}: ${why:-no reason given}" >&2
    exit 1
  fi
fi

# Versions: g++ 11 and CMake 3.22 (Ubuntu 22.04) do.
too_old() {  # too_old HAVE WANTED
  [[ $(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1) != "$2" ]]
}
have=$(cmake --version | sed -n '1s/[^0-9]*\([0-9.]*\).*/\1/p')
if too_old "$have" 3.22; then
  echo "setup: cmake is $have, 3.22 or later is needed" >&2
  exit 1
fi
if command -v g++ > /dev/null && [[ -z ${CXX:-} ]]; then
  have=$(g++ -dumpversion)
  if too_old "$have" 11; then
    echo "setup: g++ is $have, 11 or later is needed (or set CXX to a compiler with C++20)" >&2
    exit 1
  fi
fi
