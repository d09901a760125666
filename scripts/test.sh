#!/usr/bin/env bash
# Every check and every test, each to its end; the last line is the total.
set -uo pipefail
cd "$(dirname "$0")/.."
results=test-results
rm -rf "$results"; mkdir -p "$results"
failed=()

part() { # name, command
    local name=$1; shift
    printf '\n== %s\n' "$name"
    "$@" || failed+=("$name")
}

client() { (cd client && npm run --silent test -- --reporter=default --reporter=junit --outputFile.junit="../$results/client.xml"); }

part "checks" scripts/check.sh
part "Python tests" .venv/bin/pytest -q -n 2 --dist loadfile --ignore tests/e2e --junitxml "$results/python.xml"
part "server tests on PostgreSQL" scripts/with_postgres.sh \
    .venv/bin/pytest -q -n 2 --dist loadfile -m "not sqlite" tests/server tests/integration/test_releases.py --junitxml "$results/postgresql.xml"
part "client tests" client
part "browser tests" .venv/bin/pytest -q -n 2 --dist loadscope tests/e2e --junitxml "$results/browser.xml"

printf '\n'
.venv/bin/python scripts/summary.py "$results" "${failed[@]+"${failed[@]}"}"
