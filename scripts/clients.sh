#!/usr/bin/env bash
# The clients that the server's tests speak through: OpenAI's own package, LangChain's, and a fuzzer of OpenAPI pages,
# unmodified, with pinned versions, in an environment of their own in the cache. Prints its path. Nothing else needs
# them.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/environment.sh"

ready_environment clients openai==3.57.0 langchain-openai==1.7.4 schemathesis==4.32.5
