# Thin names for CMake presets and scripts. `make demo` and `make test` are all that one needs.
#
#   make demo     installs what is missing, fetches, builds, and shows methods on real questions
#   make test     builds and runs all tests, then again under AddressSanitizer
#   make build    the program, at build/ponder
#   make bench    the speed programs; one line a comparison, starting with "ratio"
#   make install PREFIX=/usr/local [DESTDIR=...]
#   make deps | model | tsan | format | lint | clean | distclean
#
# CMAKE_FLAGS="-DPONDER_CUDA=ON ..." goes to CMake. PONDER_CACHE: where models and llama.cpp are kept.

PREFIX ?= /usr/local
CMAKE_FLAGS ?=
JOBS ?=
MODEL ?= qwen2.5-coder-0.5b

export PONDER_BUILD_JOBS := $(JOBS)

.PHONY: all demo test build everything bench install deps model test-model tsan format lint clean distclean
.DEFAULT_GOAL := build

all: build

deps:
	@scripts/setup.sh

configure-%: deps
	@cmake --preset $* $(CMAKE_FLAGS)

build: configure-release
	@cmake --build --preset release --target ponder_program $(if $(JOBS),-j $(JOBS))

everything: configure-release
	@cmake --build --preset release $(if $(JOBS),-j $(JOBS))

model: deps
	@python3 scripts/fetch.py model $(MODEL) > /dev/null

test-model: configure-release
	@cmake --build --preset release --target test_model

# Where the default model cannot be had, the small one does; the program says so.
demo: build
	@build/ponder models pull $(MODEL) || build/ponder models pull smollm2-135m
	@build/ponder demo

test: everything test-model
	@scripts/run_tests.sh $(CMAKE_FLAGS)

tsan: test-model configure-tsan
	@cmake --build --preset tsan
	@ctest --preset tsan

bench: test-model
	@cmake --preset release -DPONDER_BENCH=ON $(CMAKE_FLAGS)
	@cmake --build --preset release
	@cmake --build --preset release --target llama_tools
	@cmake --build --preset release --target run_bench

install: everything
	@cmake --install build --prefix $(PREFIX)

format:
	@scripts/format.sh

lint: configure-dev
	@python3 scripts/check_layers.py
	@scripts/format.sh --check
	@git ls-files -z --cached --others --exclude-standard 'src/*.cc' 'apps/*.cc' | \
	  xargs -0 -n 4 -P 2 clang-tidy --quiet -p build/dev

clean:
	@rm -rf build

# The cache holds what took downloads and minutes: only on request.
distclean: clean
	@cache=$$(python3 scripts/fetch.py cache) && echo "removing $$cache/llama.cpp and $$cache/models" && \
	  rm -rf "$$cache/llama.cpp" "$$cache/models"
