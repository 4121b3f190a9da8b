# syntax=docker/dockerfile:1
FROM eclipse-temurin:25-jdk AS build
WORKDIR /build
COPY . .
RUN --mount=type=cache,target=/root/.m2 ./mvnw -B -ntp -pl gateway -am package -DskipTests \
 && java -Djarmode=tools -jar gateway/target/behflow.jar extract --layers --destination layers

FROM eclipse-temurin:25-jre
RUN groupadd --gid 10001 behflow \
 && useradd --uid 10001 --gid behflow --no-create-home --shell /usr/sbin/nologin behflow \
 && install --directory --owner behflow --group behflow --mode 700 /data /behflow/cache
WORKDIR /behflow
# From what seldom changes to what always does.
COPY --from=build /build/layers/dependencies/ ./
COPY --from=build /build/layers/spring-boot-loader/ ./
COPY --from=build /build/layers/snapshot-dependencies/ ./
COPY --from=build /build/layers/application/ ./
COPY LICENSE NOTICE ./
USER behflow
# A first start, with a database of its own that is thrown away, leaves the classes that it loaded and linked: the next ones
# start much sooner. That start ends at once and leaves its PostgreSQL to be stopped. The cache serves this Java, these
# jars in this order and objects with such headers, best with this collector.
RUN BEHFLOW_DATA_DIR=/tmp/training java -XX:+UseG1GC -XX:+UseCompactObjectHeaders -XX:AOTCacheOutput=cache/behflow.aot -Dspring.context.exit=onRefresh -jar behflow.jar \
 && kill -INT "$(head -n 1 /tmp/training/postgres/postmaster.pid)" \
 && for _ in $(seq 100); do [ -e /tmp/training/postgres/postmaster.pid ] || break; sleep 0.1; done \
 && rm -r /tmp/training
# A heap that is bounded, and gives back within a minute what an idle service does not need, as glibc does; it otherwise keeps much for each
# thread. It is marked only where it is 70 % old: G1 would guess at less, and mark all the time (docs/decisions/0029-marking.md).
# Heap and compiled code lie in huge pages where the kernel has them (docs/decisions/0032-huge-pages.md).
# What was compiled stays, also through a quiet night (docs/decisions/0033-compiled-code-stays.md).
# Say -Xmx for more: 1 GB is enough for thousands of connections.
ENV JDK_JAVA_OPTIONS="-XX:+UseG1GC -Xms64m -Xmx1g -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=50 -XX:-G1UseAdaptiveIHOP -XX:InitiatingHeapOccupancyPercent=70 -XX:G1PeriodicGCInterval=30000 -XX:-G1PeriodicGCInvokesConcurrent -XX:TrimNativeHeapInterval=30000 -XX:+UseTransparentHugePages -XX:-UseCodeCacheFlushing" MALLOC_ARENA_MAX=2
# Without SPRING_DATASOURCE_URL the data of the embedded PostgreSQL lie here: mount a volume.
ENV BEHFLOW_DATA_DIR=/data SERVER_PORT=8000
VOLUME /data
EXPOSE 8000
# The image has bash, and nothing that speaks HTTP.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["bash", "-c", \
  "exec 3<>/dev/tcp/127.0.0.1/$SERVER_PORT && printf 'GET /health HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && grep -q '\"healthy\"' <&3"]
ENTRYPOINT ["java", "-XX:AOTCache=cache/behflow.aot", "-XX:+UseCompactObjectHeaders", "-XX:+ExitOnOutOfMemoryError", "-jar", "behflow.jar"]
