#!/usr/bin/env bash
# Runs a command with DATABASE_URL naming a throw-away PostgreSQL cluster on a socket of its own, and removes it afterwards.
set -euo pipefail
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1 || true)
[ -n "$bin" ] || bin=$(dirname "$(command -v initdb || true)")
[ -x "$bin/initdb" ] || { echo "PostgreSQL is not installed: run make setup." >&2; exit 2; }

home=$(mktemp -d)
as_owner=() # the server refuses to run as root
if [ "$(id -u)" = 0 ]; then
    owner=$(id -un postgres 2>/dev/null || echo nobody)
    chown "$owner" "$home"
    as_owner=(runuser -u "$owner" --)
fi
stop() {
    "${as_owner[@]}" "$bin/pg_ctl" -D "$home/data" -m immediate -w stop >/dev/null 2>&1 || true
    rm -rf "$home"
}
trap stop EXIT
cd "$home"
"${as_owner[@]}" "$bin/initdb" -D "$home/data" -U attune -A trust -E UTF8 --locale=C.UTF-8 -N >/dev/null
"${as_owner[@]}" "$bin/pg_ctl" -D "$home/data" -l "$home/log" -w start \
    -o "-k $home -c listen_addresses='' -c fsync=off -c max_connections=250" >/dev/null
"${as_owner[@]}" "$bin/createdb" -h "$home" -U attune attune
cd "$OLDPWD"
DATABASE_URL="postgresql://attune@$(printf %s "$home" | sed 's|/|%2F|g')/attune" "$@"
