#!/usr/bin/env bash
# Every benchmark, each to its end; their tables stand together at the end. Exits 1 when an aim was missed.
# `scripts/bench.sh rules` runs one.
set -uo pipefail
cd "$(dirname "$0")/.."

# Where we may ask for it: what else the machine does should not count.
renice -n -10 $$ >/dev/null 2>&1 || true

if [ ! -e benchmarks/node_modules/.stamp ] || [ benchmarks/package-lock.json -nt benchmarks/node_modules/.stamp ]; then
    echo "setup: npm packages for the benchmarks"
    if (cd benchmarks && npm ci --no-audit --no-fund --silent); then
        touch benchmarks/node_modules/.stamp
    else
        echo "They cannot be installed here; the benchmarks that need them say so."
    fi
fi

tables=$(mktemp)
trap 'rm -f "$tables"' EXIT
missed=()
for script in benchmarks/bench_${1:-*}.py; do
    name=$(basename "$script" .py)
    if [ ! -e "$script" ]; then
        echo "There is no benchmark ${1}: $(cd benchmarks && ls bench_*.py | sed -E 's/bench_(.*)\.py/\1/' | paste -sd' ')." >&2
        exit 2
    fi
    SECONDS=0
    .venv/bin/python "$script" >>"$tables" || missed+=("$name")
    echo "bench: $name, ${SECONDS} s"
done

cat "$tables"
if [ ${#missed[@]} -gt 0 ]; then
    printf '\nmissed an aim: %s\n' "${missed[*]}"
    exit 1
fi
