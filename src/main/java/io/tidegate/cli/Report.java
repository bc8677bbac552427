package io.tidegate.cli;

import io.tidegate.config.Fault;
import io.tidegate.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What does a verb say, for people as lines and for programs as JSON? The same content in both.
final class Report {
    private final String name;
    private final List<Column> columns;
    private final List<List<String>> lines = new ArrayList<>();
    private final Map<String, String> ends = new LinkedHashMap<>();

    /// @param width in characters; longer values push the rest of their line to the right
    record Column(String name, int width) {}

    Report(String name, Column... columns) {
        this.name = name;
        this.columns = List.of(columns);
    }

    /// Adds a line, one value a column, and returns it as people read it.
    String line(String... values) {
        if (values.length != columns.size()) {
            throw new IllegalArgumentException("a line has a value for each column");
        }
        List<String> shown = new ArrayList<>();
        for (String value : values) {
            shown.add(printable(value));
        }
        lines.add(shown);
        return text(shown);
    }

    /// Adds what stands once, after the lines. Returns it as people read it.
    String end(String key, String text) {
        String shown = printable(text);
        ends.put(key, shown);
        return shown;
    }

    String text() {
        StringBuilder all = new StringBuilder();
        lines.forEach(line -> all.append(text(line)).append('\n'));
        ends.values().forEach(end -> all.append(end).append('\n'));
        return all.toString();
    }

    String json() {
        JsonWriter out = new JsonWriter().object().name(name).array();
        for (List<String> line : lines) {
            out.object();
            for (int at = 0; at < columns.size(); at++) {
                out.member(columns.get(at).name(), line.get(at));
            }
            out.endObject();
        }
        out.endArray();
        ends.forEach(out::member);
        return new String(out.endObject().bytes(), StandardCharsets.UTF_8) + "\n";
    }

    private String text(List<String> line) {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < columns.size(); at++) {
            boolean last = at == columns.size() - 1;
            text.append(last ? line.get(at) : pad(line.get(at), columns.get(at).width()));
        }
        return text.toString().stripTrailing();
    }

    private static String pad(String value, int width) {
        return value + " ".repeat(Math.max(1, width - value.length()));
    }

    /// Words of others may hold anything: what steers a terminal, or can't be seen, is not passed on to one.
    static String printable(String text) {
        return Fault.printable(text);
    }
}
