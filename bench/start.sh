#!/usr/bin/env bash
# Measures a start and memory: see README.md beside this.
#   bench/start.sh java [options] -jar gateway/target/behflow.jar
# BEHFLOW_DATA_DIR names data of an earlier start; without it they are made first, in a start that does not count.
set -euo pipefail
seed=$(cd "$(dirname "$0")" && pwd)/seed.py
work=$(mktemp -d); trap '[ -z "${service:-}" ] || kill "$service" 2>/dev/null; wait; rm -rf "$work"' EXIT
export SERVER_PORT=${BENCH_HTTP_PORT:-8090} BEHFLOW_DATA_DIR=${BEHFLOW_DATA_DIR:-$work/data}
url=http://127.0.0.1:$SERVER_PORT

start() {
  begun=$(date +%s%N)
  "$@" >> "$work/log" 2>&1 & service=$!
  until curl -fs "$url/health" >/dev/null; do
    kill -0 "$service" 2>/dev/null || { cat "$work/log" >&2; exit 1; }
    sleep 0.05
  done
  healthy=$(date +%s%N)
}
stop() { kill "$service"; wait "$service" || true; service=; }
resident() { awk '/VmRSS/ { printf "%.0f MB", $2 / 1024 }' "/proc/$service/status"; }

[ -d "$BEHFLOW_DATA_DIR/postgres" ] || { start "$@"; stop; }
start "$@"
awk -v ms=$(((healthy - begun) / 1000000)) -v hz="$(getconf CLK_TCK)" -v resident="$(resident)" \
  '{ printf "healthy after %.1f s, %.1f s of processor, resident %s\n", ms / 1000, ($14 + $15) / hz, resident }' "/proc/$service/stat"
python3 "$seed" "$url" 10 98 >/dev/null
# Long enough for the collector to give back, in two goes, what an idle service does not need.
sleep 75
echo "after 1,000 requests, idle: resident $(resident)"
stop
