#!/usr/bin/env bash
# Makes sure that what the tests need from Debian is there: Chromium for the browser tests, PostgreSQL for the server's.
set -euo pipefail
# PostgreSQL's commands lie outside the PATH on Debian.
PATH=$PATH:$(printf '%s:' /usr/lib/postgresql/*/bin)

there() { # any of these commands
    for name in "$@"; do command -v "$name" >/dev/null && return; done
    return 1
}

missing=()
there chromium chromium-browser google-chrome || missing+=(chromium)
there initdb || missing+=(postgresql)
[ ${#missing[@]} -gt 0 ] || exit 0

if ! command -v apt-get >/dev/null; then
    echo "The tests need ${missing[*]}, and this system has no apt-get: install it by hand." >&2
    exit 2
fi
as_root=""
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
        echo "The tests need ${missing[*]}. As root: apt-get install --no-install-recommends ${missing[*]}" >&2
        exit 2
    fi
    as_root="sudo"
fi
echo "setup: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
install="$as_root apt-get install -y -qq --no-install-recommends ${missing[*]}"
$install >/dev/null 2>&1 || { $as_root apt-get update -qq && $install >/dev/null; }
