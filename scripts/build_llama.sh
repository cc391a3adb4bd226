#!/usr/bin/env bash
# Builds llama.cpp as static libraries in the cache, once for each set of flags.
#
#   build_llama.sh libs  [-DGGML_CUDA=ON ...]    what Ponder links
#   build_llama.sh tools [-DGGML_CUDA=ON ...]    llama-batched-bench, llama-bench, llama-server, llama-quantize
#   build_llama.sh quantize [-DGGML_CUDA=ON ...] llama-quantize alone
#   build_llama.sh where [-DGGML_CUDA=ON ...]    only says where; builds nothing
#
# Prints source=DIR, build=DIR and, for tools, bin=DIR on stdout; the build's own output goes to stderr.
# The build folder's name carries a hash of all that shapes the code: version, flags, compiler, this machine's CPU.
# It counts only once its stamp is there, which is written last; a build that was killed goes on where it was.
# PONDER_CACHE: the cache folder. PONDER_LLAMA_CPP_SOURCE: build these sources instead of the pinned ones.
# CC, CXX: the compilers. PONDER_BUILD_JOBS: how many jobs at once.
set -euo pipefail

readonly kRecipe=1  # raise when this script builds differently from the same flags
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

fail() {
  echo "build_llama: $*" >&2
  exit 1
}

# All in one function: bash has read it whole before it runs, so the file may change during a build.
main() {
  case "${1:-}" in
    libs | tools | quantize | where) action=$1 ;;
    *) sed -n '2,14s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
  esac
  shift
  flags=("$@")
  for flag in "${flags[@]}"; do
    [[ $flag == -D*=* ]] || fail "unknown argument $flag; flags look like -DGGML_CUDA=ON"
  done

  # The compiler that CMake would take, so that the key knows it.
  cc=${CC:-$(command -v cc || command -v gcc || true)}
  cxx=${CXX:-$(command -v c++ || command -v g++ || true)}
  [[ -n $cc && -n $cxx ]] || fail "no C++ compiler; scripts/setup.sh installs one"
  for tool in cmake ninja flock python3; do
    command -v "$tool" > /dev/null || fail "no $tool; scripts/setup.sh installs it"
  done

  cache=$(python3 "$here/fetch.py" cache)
  if [[ -n ${PONDER_LLAMA_CPP_SOURCE:-} ]]; then
    source=$(cd "$PONDER_LLAMA_CPP_SOURCE" 2> /dev/null && pwd) ||
      fail "PONDER_LLAMA_CPP_SOURCE=$PONDER_LLAMA_CPP_SOURCE is no folder"
    [[ -f $source/include/llama.h ]] || fail "$source has no include/llama.h: not the sources of llama.cpp"
    version=custom-$(printf %s "$source" | sha256sum | cut -c1-12)
    commit=custom
    own_sources=1
  else
    source=$(python3 "$here/fetch.py" llama-sources)
    version=$(basename "$(dirname "$source")")
    commit=${version##*-}
    own_sources=0
  fi

  [[ " ${flags[*]} " == *" -DGGML_NATIVE="* ]] || flags+=(-DGGML_NATIVE=ON)
  cpu=generic
  if [[ " ${flags[*]} " == *" -DGGML_NATIVE=ON "* ]]; then
    cpu=$(sed -n '/^model name/p;/^flags/p;/^Features/p;/^CPU part/p' /proc/cpuinfo 2> /dev/null | sort -u || true)
  fi
  key=$({
    echo "$kRecipe" "$version" "$(uname -sm)"
    printf '%s\n' "${flags[@]}" | sort
    "$cc" --version | head -n 1
    "$cxx" --version | head -n 1
    "$cxx" -dumpmachine
    echo "$cpu"
  } | sha256sum | cut -c1-12)
  folder=$cache/llama.cpp/$version
  build=$folder/build-$key

  answer() {
    echo "source=$source"
    echo "build=$build"
    [[ $action != tools && $action != quantize ]] || echo "bin=$build/bin"
  }

  # Sources that somebody is changing are built again each time; ninja knows what changed.
  if [[ $action == where || ($own_sources == 0 && -f $build/.ponder-$action) ]]; then
    answer
    exit 0
  fi

  mkdir -p "$build" 2> /dev/null || fail "cannot make the folder $build; set PONDER_CACHE to a folder that can be written"
  # The lock is inherited by ninja and the compilers: the compilers of a killed run hold it until they have ended.
  exec 9> "$build.lock" || fail "cannot write in $folder; set PONDER_CACHE to a folder that can be written"
  if ! flock -n 9; then
    echo "build_llama: waiting for another build in $build" >&2
    flock 9
  fi
  if [[ $own_sources == 0 && -f $build/.ponder-$action ]]; then
    answer
    exit 0
  fi

  targets=(llama ggml llama-common)
  if [[ $action == tools ]]; then
    targets+=(llama-batched-bench llama-bench llama-server llama-quantize)
  elif [[ $action == quantize ]]; then
    targets+=(llama-quantize)
  fi
  # Objects are shared between caches: ccache sees paths relative to the cache, not absolute ones.
  export CCACHE_BASEDIR=$folder
  if [[ ! -f $build/.ponder-configured ]]; then
    rm -rf "$build/CMakeCache.txt" "$build/CMakeFiles"  # a configuration that was killed
  fi
  {
    if [[ ! -f $build/.ponder-configured ]]; then
      cmake -S "$source" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release \
        -DCMAKE_C_COMPILER="$cc" -DCMAKE_CXX_COMPILER="$cxx" \
        -DBUILD_SHARED_LIBS=OFF -DCMAKE_POSITION_INDEPENDENT_CODE=ON \
        -DLLAMA_BUILD_NUMBER=0 -DLLAMA_BUILD_COMMIT="$commit" \
        -DLLAMA_BUILD_COMMON=ON -DLLAMA_BUILD_TESTS=OFF -DLLAMA_BUILD_EXAMPLES=OFF -DLLAMA_BUILD_APP=OFF \
        -DLLAMA_BUILD_TOOLS=ON -DLLAMA_BUILD_SERVER=ON -DLLAMA_BUILD_UI=OFF -DLLAMA_USE_PREBUILT_UI=OFF \
        -DLLAMA_OPENSSL=OFF -DGGML_CUDA_NCCL=OFF "${flags[@]}" -Wno-dev ||
        fail "llama.cpp cannot be configured with ${flags[*]}; the lines above say why"
      touch "$build/.ponder-configured"
    fi
    ninja -C "$build" ${PONDER_BUILD_JOBS:+-j "$PONDER_BUILD_JOBS"} "${targets[@]}" ||
      fail "llama.cpp does not build in $build; the lines above say why"
  } 1>&2

  # The archives, in link order: each needs only those after it. Linked from one folder, under names that say whose.
  mkdir -p "$build/lib"
  : > "$build/lib/order.tmp"
  for name in llama-common llama-common-base cpp-httplib llama ggml ggml-cpu ggml-cuda ggml-vulkan ggml-metal \
    ggml-blas ggml-rpc ggml-base; do
    archive=$(find "$build" -path "$build/lib" -prune -o -name "lib$name.a" -print -quit)
    if [[ -n $archive ]]; then
      ln -f "$archive" "$build/lib/lib$name.a"
      echo "$name" >> "$build/lib/order.tmp"
    fi
  done
  mv "$build/lib/order.tmp" "$build/lib/order"
  sync -f "$build" 2> /dev/null || sync
  touch "$build/.ponder-libs" "$build/.ponder-$action"
  answer
}

main "$@"
exit
