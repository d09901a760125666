#!/usr/bin/env bash
# Makes the locks in requirements/ from pyproject.toml: hashes on every line, no registry's address on any.
set -euo pipefail
cd "$(dirname "$0")/.."

compile() { # output, then what goes in
    local output=$1; shift
    "${UV:-uv}" pip compile pyproject.toml --python-version 3.11 --universal --generate-hashes --upgrade \
        --no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet "$@" -o "$output"
}

command -v "${UV:-uv}" >/dev/null || { echo "make lock needs uv: pip install uv" >&2; exit 2; }
compile requirements/serve.txt
compile requirements/dev.txt --extra prove --group dev --constraints requirements/serve.txt
# The build backend alone: with serve.txt it is all that `make run` installs.
"${UV:-uv}" pip compile --group pyproject.toml:build --python-version 3.11 --universal --generate-hashes \
    --no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet \
    --constraints requirements/dev.txt -o requirements/build.txt
if grep -nE '://|--(extra-)?index-url|--find-links' requirements/*.txt; then
    echo "A lock names an address; see above." >&2
    exit 1
fi
