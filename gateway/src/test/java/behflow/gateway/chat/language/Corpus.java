package behflow.gateway.chat.language;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** The lines of a corpus file, and what of them is read otherwise than expected. */
final class Corpus {

    record Line(String kind, String text, String expected, PhraseContext context) {}

    private Corpus() {}

    static List<Line> read(String name) {
        try (InputStream file = Corpus.class.getResourceAsStream("/language/" + name)) {
            List<Line> lines = new ArrayList<>();
            for (String line : new String(file.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (!line.startsWith("#")) {
                    lines.add(line(line.split("\t")));
                }
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String actual(Line line) {
        ParsedTask task = new PhraseParser().parse(line.text(), line.context());
        return String.join(
                " | ",
                task.name(),
                task.dueDate() == null ? "-" : task.dueDate().toString(),
                task.recurrence() == null ? "-" : task.recurrence(),
                task.priority() == null ? "-" : task.priority().wire(),
                task.tags().isEmpty() ? "-" : String.join(",", task.tags()));
    }

    private static Line line(String[] fields) {
        ZoneId zone = ZoneId.of("Europe/Berlin");
        LocalDateTime now = LocalDateTime.parse("2026-03-11T10:00");
        DateOrder order = DateOrder.DMY;
        for (String option : fields[7].split(";")) {
            String value = option.substring(option.indexOf('=') + 1);
            switch (option.substring(0, Math.max(0, option.indexOf('=')))) {
                case "zone" -> zone = ZoneId.of(value);
                case "now" -> now = LocalDateTime.parse(value);
                case "order" -> order = DateOrder.of(value);
                default -> {}
            }
        }
        String due = "-";
        if (!fields[3].equals("-")) {
            LocalDateTime local = fields[3].contains("T")
                    ? LocalDateTime.parse(fields[3])
                    : LocalDate.parse(fields[3]).atTime(LocalTime.of(23, 59, 59));
            due = local.atZone(zone).toInstant().toString();
        }
        Instant instant = now.atZone(zone).toInstant();
        return new Line(
                fields[0],
                fields[1],
                String.join(" | ", fields[2], due, fields[4], fields[5], fields[6]),
                new PhraseContext(zone, instant, order));
    }
}
