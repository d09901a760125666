#!/usr/bin/env bash
# Every benchmark, each to its end. Exits 1 when an aim was missed. `scripts/bench.sh field_app` runs one.
set -uo pipefail
cd "$(dirname "$0")/.."

if [ ! -e benchmarks/node_modules/.stamp ] || [ benchmarks/package-lock.json -nt benchmarks/node_modules/.stamp ]; then
    echo "setup: npm packages for the benchmarks"
    (cd benchmarks && npm ci --no-audit --no-fund --silent) && touch benchmarks/node_modules/.stamp
fi

missed=()
for script in benchmarks/bench_${1:-*}.py; do
    .venv/bin/python "$script" || missed+=("$(basename "$script" .py)")
done
if [ ${#missed[@]} -gt 0 ]; then
    printf '\nmissed an aim: %s\n' "${missed[*]}"
    exit 1
fi
