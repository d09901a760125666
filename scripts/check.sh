#!/usr/bin/env bash
# Linters, types, import contracts, content: runs them all, then says which found a fault.
set -uo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
faults=()

step() { # name, command
    local name=$1; shift
    local output
    if output=$("$@" 2>&1); then
        printf 'check: %-18s ok\n' "$name"
    else
        printf 'check: %-18s FAULT\n%s\n' "$name" "$output"
        faults+=("$name")
    fi
}

in_client() { (cd client && npm run --silent "$1"); }
content() { [ ! -f content/pack.yaml ] || "$bin/attune" check content; }

step "python format" "$bin/ruff" format --check .
step "python lint" "$bin/ruff" check .
step "python types" "$bin/mypy"
step "import contracts" "$bin/lint-imports"
step "client lint" in_client check
step "client types" in_client types
step "content" content

if [ ${#faults[@]} -gt 0 ]; then
    echo "check: faults in ${faults[*]}"
    exit 1
fi
