#!/usr/bin/env bash
# The readers of other programs' log formats, for the test of our exports: lm-evaluation-harness and Inspect, with
# pinned versions, in an environment of their own in the cache. Prints its path. Nothing else needs them.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/environment.sh"

# Behind --: without what only its evaluations need.
ready_environment readers inspect_ai==0.3.285 pandas==3.1.1 pyarrow==26.0.1 Jinja2==3.1.6 pytablewriter==1.2.1 \
  -- lm_eval==0.4.13
