#!/usr/bin/env bash
# Measures what the log costs and how fast it is read, at a million events: see README.md beside this.
#   bench/history.sh [EVENTS]
set -euo pipefail
cd "$(dirname "$0")/.."
./mvnw -q -B -ntp -pl gateway -am verify -Dspotless.check.skip -Dtest=None -Dit.test=HistoryBench -Dsurefire.failIfNoSpecifiedTests=false \
  -Dfailsafe.failIfNoSpecifiedTests=false -Dtest.jvm.arguments="-Xmx1g -XX:+EnableDynamicAgentLoading -Duser.timezone=UTC -Dbench.events=${1:-1000000}" \
  | grep -E 'events/s|events appended|µs| ms|verif|erasure|ERROR'
