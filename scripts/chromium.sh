#!/usr/bin/env bash
# Makes sure that a Chromium is there for the browser tests.
set -euo pipefail

for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null && exit 0
done
if ! command -v apt-get >/dev/null; then
    echo "The browser tests need Chromium, and this system has no apt-get: install Chromium by hand." >&2
    exit 2
fi
as_root=""
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
        echo "The browser tests need Chromium. As root: apt-get install --no-install-recommends chromium" >&2
        exit 2
    fi
    as_root="sudo"
fi
echo "setup: Chromium"
export DEBIAN_FRONTEND=noninteractive
install="$as_root apt-get install -y -qq --no-install-recommends chromium"
$install >/dev/null 2>&1 || { $as_root apt-get update -qq && $install >/dev/null; }
