#!/usr/bin/env bash
# Measures the API over HTTP against references on the same PostgreSQL in the same run, and prints ratios.
#   bench/run.sh [--seconds N] [--warmup N] [--clients "1 8 32"] [--commit-delay "0 2000"]
# Several commit delays, in microseconds, are measured one after the other by the same warm service.
# A list of its own finds what nobody has changed since it was last asked for; in update+list the two take turns, of the same users.
# Java runs with the image's options, taken from the Dockerfile, unless BENCH_JAVA_OPTS has others: the figures are the image's (JDK 25).
# Needs gateway/target/behflow.jar, and wrk, pgbench, python3, unzip, xz and curl (Debian: wrk postgresql-contrib python3 unzip xz-utils curl); as root also setpriv.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=10 warmup=60 clients="1 8 32" delays=0
while [ $# -gt 0 ]; do
  case $1 in
    --seconds) seconds=$2 ;; --warmup) warmup=$2 ;; --clients) clients=$2 ;; --commit-delay) delays=$2 ;;
    *) echo "unknown option $1" >&2; exit 2 ;;
  esac
  shift 2
done
jar=gateway/target/behflow.jar
[ -f "$jar" ] || { echo "$jar is missing: ./mvnw package first" >&2; exit 2; }
for tool in wrk unzip xz curl; do command -v $tool >/dev/null || { echo "$tool is missing" >&2; exit 2; }; done
pgbench=$(command -v pgbench || ls /usr/lib/postgresql/*/bin/pgbench 2>/dev/null | tail -n 1) || { echo "pgbench is missing" >&2; exit 2; }

work=$(mktemp -d); port=${BENCH_PG_PORT:-15432} http=${BENCH_HTTP_PORT:-8090}
as() { if [ "$(id -u)" = 0 ]; then chown -R nobody "$work/pg"; (cd "$work/pg" && setpriv --reuid=nobody --regid=nogroup --clear-groups "$@"); else (cd "$work/pg" && "$@"); fi; }
cleanup() { [ -n "${service:-}" ] && kill "$service" 2>/dev/null && wait "$service" 2>/dev/null || true
  [ -d "$work/pg/data" ] && as "$work/pg/bin/pg_ctl" -D "$work/pg/data" -m fast stop >/dev/null 2>&1 || true; rm -rf "$work"; }
trap cleanup EXIT
chmod 711 "$work"; mkdir "$work/pg"

# PostgreSQL from the jar's own binaries, durable as in production.
unzip -q -o "$jar" 'BOOT-INF/lib/embedded-postgres-binaries-linux-*' -d "$work/jar"
arch=$(uname -m); case $arch in x86_64) lib=amd64 ;; aarch64) lib=arm64v8 ;; esac
unzip -q -o "$work"/jar/BOOT-INF/lib/embedded-postgres-binaries-linux-$lib-*.jar '*.txz' -d "$work/jar"
tar -xJf "$work"/jar/*.txz -C "$work/pg"
as "$work/pg/bin/initdb" -D "$work/pg/data" -U bench -A trust -E UTF8 --locale-provider=builtin --builtin-locale=C.UTF-8 --locale=C >/dev/null
cat >> "$work/pg/data/postgresql.conf" <<CONF
port = $port
listen_addresses = '127.0.0.1'
unix_socket_directories = '$work/pg'
max_connections = 200
shared_buffers = 256MB
commit_siblings = 0
CONF
as "$work/pg/bin/pg_ctl" -w -D "$work/pg/data" -l "$work/pg/log" start >/dev/null
export PGHOST=127.0.0.1 PGPORT=$port PGUSER=bench
psql=$(command -v psql || ls /usr/lib/postgresql/*/bin/psql | tail -n 1)
"$psql" -q -d postgres -c 'create database behflow' -c 'create database reference'
"$psql" -q -d reference -f bench/sql/schema.sql

# What an older Java does not know, as compact headers, it leaves out.
image="-XX:+IgnoreUnrecognizedVMOptions -XX:+UseCompactObjectHeaders $(sed -n 's/^ENV JDK_JAVA_OPTIONS="\([^"]*\)".*/\1/p' Dockerfile)"
[[ $image == *-Xmx* ]] || { echo "the Dockerfile names no JDK_JAVA_OPTIONS" >&2; exit 2; }
MALLOC_ARENA_MAX=2 SERVER_PORT=$http SPRING_DATASOURCE_URL="jdbc:postgresql://127.0.0.1:$port/behflow" SPRING_DATASOURCE_USERNAME=bench SPRING_DATASOURCE_PASSWORD=x \
  java ${BENCH_JAVA_OPTS:-$image} -jar "$jar" > "$work/service.log" 2>&1 &
service=$!
base=http://127.0.0.1:$http
for _ in $(seq 120); do curl -fs "$base/health" >/dev/null 2>&1 && break; kill -0 $service || { tail -20 "$work/service.log"; exit 1; }; sleep 0.5; done

echo "users and tasks …" >&2
python3 bench/seed.py "$base" 32 50 > "$work/state"

http() { BENCH_OP=$1 BENCH_STATE=$work/state wrk -t"$(( $2 < 2 ? 1 : 2 ))" -c"$2" -d"${3}s" --timeout 10s -s bench/http.lua $base | sed -n 's/^RESULT //p'; }
# Prints transactions a second and the 99th percentile in ms.
reference() {
  local scripts=(); for script in ${1//+/ }; do scripts+=(-f "$PWD/bench/sql/$script.sql"); done
  rm -f "$work"/log.*
  (cd "$work" && "$pgbench" -n -M prepared -c "$2" -j "$(( $2 < 2 ? 1 : 2 ))" -T "$3" -l --log-prefix="$work/log" "${scripts[@]}" reference 2>/dev/null) \
    | sed -n 's/^tps = \([0-9.]*\).*/\1/p'
  cat "$work"/log.* | awk '{print $3}' | sort -n | awk '{v[NR]=$1} END {printf "%.2f\n", v[int(NR*0.99)]/1000}'
}

echo "warm-up of $warmup s …" >&2
for op in create update list update+list; do http $op 32 $(( warmup / 4 )) > /dev/null; done

for delay in $delays; do
  "$psql" -q -d postgres -c "alter system set commit_delay = $delay" -c 'select pg_reload_conf()' > /dev/null
  [ "$delay" = 0 ] || echo "a commit takes $delay µs longer:"
  printf '%-11s %7s %10s %9s %9s %7s   %-24s %s\n' operation clients per_second p50_ms p99_ms errors reference ratio
  for c in $clients; do
    for op in create update list update+list; do
      case $op in list) ref=d ;; update+list) ref=b+d ;; *) ref=b ;; esac
      before=$(reference $ref "$c" "$seconds" | paste -sd' '); result=$(http $op "$c" "$seconds"); after=$(reference $ref "$c" "$seconds" | paste -sd' ')
      awk -v op=$op -v c="$c" -v ref=$ref -v r="$result" -v b="$before" -v a="$after" 'BEGIN {
        split(r, x, " "); split(b, y, " "); split(a, z, " "); mean = (y[1] + z[1]) / 2;
        printf "%-11s %7d %10d %9.2f %9.2f %7d   (%s) %6d/s p99 %5.1f   %.2f\n", op, c, x[1], x[2], x[3], x[4], ref, mean, (y[2] + z[2]) / 2, x[1] / mean }'
    done
  done
done
plain=$(reference a 32 "$seconds" | sed -n 1p); printf 'reference (a) at 32 clients: %.0f/s\n' "$plain"
printf 'resident memory of the JVM: %d MB\n' "$(( $(awk '/VmRSS/ {print $2}' /proc/$service/status) / 1024 ))"
