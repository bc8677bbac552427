package io.tidegate.cli;

import io.tidegate.audit.TrailRecord;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import io.tidegate.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How is one record of the trail shown? On one line, or field by field; nothing of it can steer a terminal.
final class TrailLine {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT);

    private TrailLine() {}

    /// Time, kind, who, what, the decision and why.
    static String of(TrailRecord record, ZoneId zone) {
        JsonValue root = JsonDocument.of(record.json()).root();
        String start = "%s  %-10s ".formatted(TIME.format(record.time().atZone(zone)), kind(record));
        String rest =
                switch (record.kind()) {
                    case INTENT, SEALED ->
                        joined(List.of(
                                field(root, "call"),
                                root.get("who").flatMap(who -> who.string("user")),
                                what(root),
                                field(root, "decision"),
                                field(root, "reason"),
                                detail(root),
                                root.get("micros").map(TrailLine::millis)));
                    case REFUSED ->
                        joined(List.of(
                                field(root, "call"),
                                field(root, "source").map(source -> "from " + source),
                                field(root, "decision"),
                                field(root, "reason"),
                                detail(root)));
                    case CHANGE -> joined(List.of(field(root, "what"), field(root, "detail")));
                    case OPENED -> joined(List.of(field(root, "node"), left(root)));
                    case CHECKPOINT ->
                        joined(List.of(root.get("covers").map(to -> "signed up to record " + to.json())));
                    case CLOSED -> "a clean stop";
                    case CARRIED -> joined(List.of(left(root)));
                };
        return Report.printable((start + rest).stripTrailing());
    }

    /// Every field, one a line, named by its way: `who.user`.
    static String fields(TrailRecord record, ZoneId zone) {
        StringBuilder out = new StringBuilder("record %d  %s  %s%n"
                .formatted(
                        record.sequence(),
                        kind(record),
                        TIME.format(record.time().atZone(zone))));
        leaves(JsonDocument.of(record.json()).root(), "", out);
        return out.toString();
    }

    static String json(TrailRecord record) {
        byte[] line = new JsonWriter()
                .object()
                .member("sequence", record.sequence())
                .member("time", record.time().toString())
                .member("kind", kind(record))
                .name("record")
                .raw(record.json().getBytes(StandardCharsets.UTF_8))
                .endObject()
                .bytes();
        return new String(line, StandardCharsets.UTF_8);
    }

    static String kind(TrailRecord record) {
        return record.kind().name().toLowerCase(Locale.ROOT);
    }

    private static void leaves(JsonValue value, String way, StringBuilder out) {
        switch (value.kind()) {
            case OBJECT ->
                value.members()
                        .forEach(member ->
                                leaves(member.value(), way(way, member.name().text()), out));
            case ARRAY -> {
                int index = 0;
                for (JsonValue element : value.elements()) {
                    leaves(element, way(way, Integer.toString(index++)), out);
                }
            }
            case STRING, NUMBER, TRUE, FALSE, NULL ->
                out.append("  %-28s %s%n".formatted(way, Report.printable(plain(value))));
        }
    }

    private static String way(String before, String name) {
        return Report.printable(before.isEmpty() ? name : before + "." + name);
    }

    private static String plain(JsonValue value) {
        return value.is(JsonKind.STRING) ? value.text() : value.json();
    }

    private static Optional<String> field(JsonValue root, String name) {
        return root.string(name);
    }

    private static Optional<String> what(JsonValue root) {
        Optional<String> tool =
                field(root, "server").flatMap(server -> field(root, "tool").map(name -> server + "/" + name));
        return tool.or(() -> field(root, "asked").map(asked -> "other " + asked))
                .or(() -> field(root, "method"));
    }

    private static Optional<String> detail(JsonValue root) {
        return field(root, "detail").filter(detail -> !detail.isEmpty()).map(detail -> "(" + detail + ")");
    }

    private static Optional<String> left(JsonValue root) {
        long open = root.get("open")
                .map(calls -> Stream.of(calls).flatMap(TrailLine::elements).count())
                .orElse(0L);
        return open == 0 ? Optional.empty() : Optional.of(Count.of(open, "call") + " left open");
    }

    private static Stream<JsonValue> elements(JsonValue array) {
        return java.util.stream.StreamSupport.stream(array.elements().spliterator(), false);
    }

    private static String millis(JsonValue micros) {
        return String.format(Locale.ROOT, "%.1f ms", Long.parseLong(micros.json()) / 1000.0);
    }

    private static String joined(List<Optional<String>> parts) {
        return parts.stream().flatMap(Optional::stream).collect(Collectors.joining("  "));
    }
}
