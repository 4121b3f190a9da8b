package behflow.gateway.kernel.operations;

import static org.assertj.core.api.Assertions.assertThat;

import behflow.BehflowIT;
import behflow.HttpApi;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The files for Prometheus and Grafana name metrics and labels that the service has. */
class MonitoringIT extends BehflowIT {

    private static final Path DOCS = Path.of("..", "docs");
    private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-z]\\w*)(?:\\{(.*)})? \\S+$");
    private static final Pattern LABEL = Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)\\s*\"[^\"]*\"");
    private static final Pattern GROUPING = Pattern.compile("\\bby \\(([^)]*)\\)");
    private static final Pattern METRIC =
            Pattern.compile("\\b((?:behflow|http|hikaricp|jvm|process|tomcat|executor)_\\w+)\\b");
    /** Those that Prometheus gives what it scrapes. */
    private static final Set<String> TARGET = Set.of("job", "instance");

    @LocalManagementPort
    private int management;

    @Test
    void givenTheAlarmsAndTheDashboard_whenPrometheusScrapes_thenEachMetricAndLabelIsThere() throws Exception {
        List<String> expressions = new ArrayList<>(alarms());
        assertThat(expressions).hasSizeGreaterThan(5);
        expressions.addAll(panels());
        Map<String, Set<String>> scraped = scrape();

        assertThat(expressions).allSatisfy(expression -> {
            Set<String> labels = new TreeSet<>(TARGET);
            List<String> metrics = METRIC.matcher(expression)
                    .results()
                    .map(found -> found.group(1))
                    .toList();
            assertThat(metrics).isNotEmpty();
            assertThat(scraped.keySet()).containsAll(metrics);
            metrics.forEach(metric -> labels.addAll(scraped.get(metric)));
            assertThat(labels).containsAll(labels(expression));
        });
    }

    private static List<String> labels(String expression) {
        List<String> labels = new ArrayList<>();
        LABEL.matcher(expression).results().forEach(label -> labels.add(label.group(1)));
        GROUPING.matcher(expression)
                .results()
                .forEach(grouping -> labels.addAll(List.of(grouping.group(1).split(",\\s*"))));
        return labels;
    }

    private static List<String> alarms() throws IOException {
        Map<String, List<Map<String, List<Map<String, String>>>>> file =
                new Yaml().load(Files.readString(DOCS.resolve("prometheus/behflow.rules.yml")));
        return file.get("groups").get(0).get("rules").stream()
                .map(rule -> rule.get("expr"))
                .toList();
    }

    private static List<String> panels() throws IOException {
        JsonNode dashboard =
                JsonMapper.builder().build().readTree(Files.readString(DOCS.resolve("grafana/behflow.json")));
        return dashboard.findValues("expr").stream().map(JsonNode::stringValue).toList();
    }

    /** Names of metrics and of their labels, after work of each kind. */
    private Map<String, Set<String>> scrape() throws Exception {
        HttpApi api = HttpApi.newUser(baseUrl());
        api.post("/api/v1/chat", "{\"message\": \"add buy bread\"}").expect(200);
        String process = api.get("/api/v1/processes").expect(200).text("/processes/0/process_id");
        api.post("/api/v1/processes/" + process + "/execute", null).expect(200);
        String metrics = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + management + "/actuator/prometheus"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        Map<String, Set<String>> scraped = new TreeMap<>();
        Matcher sample = SAMPLE.matcher(metrics);
        while (sample.find()) {
            Set<String> labels = scraped.computeIfAbsent(sample.group(1), metric -> new TreeSet<>());
            if (sample.group(2) != null) {
                LABEL.matcher(sample.group(2)).results().forEach(label -> labels.add(label.group(1)));
            }
        }
        return scraped;
    }
}
