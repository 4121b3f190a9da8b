#!/usr/bin/env bash
# Measures analytics on 100,000 tasks: events a second into all tables against a plain read of the same rows, each report,
# and how far the tables are behind at half of the load that eight writing users can make.
#   bench/analytics.sh [TASKS]
set -euo pipefail
cd "$(dirname "$0")/.."
./mvnw -q -B -ntp -pl gateway -am verify -Dspotless.check.skip -Dtest=None -Dit.test=AnalyticsBench -Dsurefire.failIfNoSpecifiedTests=false \
  -Dfailsafe.failIfNoSpecifiedTests=false -Dtest.jvm.arguments="-Xmx1g -XX:+EnableDynamicAgentLoading -Duser.timezone=UTC -Dbench.tasks=${1:-100000}" \
  | grep -E 'events/s|ms$|ERROR'
