package io.tidegate.control;

import io.tidegate.detect.Finding;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.JsonPaths;
import io.tidegate.json.JsonPaths.Path;
import io.tidegate.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// Which fields does a text have that may be JSON itself, and what stands in them?
final class TextFields {
    private final String text;
    private final Optional<Known> json;

    /// @param values by where they begin
    private record Known(JsonValue root, JsonPaths paths, NavigableMap<Integer, Extent> values) {}

    /// Where a value ends, in UTF-16 units.
    private record Extent(JsonValue value, int end) {}

    TextFields(String text) {
        this.text = text;
        this.json = JsonDocument.within(text, JsonLimits.EXAMINED)
                .map(document -> new Known(document.root(), new JsonPaths(document), values(document.root())));
    }

    /// How the value is reached in which all of a finding in this text stands.
    Optional<Path> path(Finding piece) {
        return json.flatMap(known -> {
            Map.Entry<Integer, Extent> at = known.values().floorEntry(piece.start());
            return at != null && piece.end() <= at.getValue().end()
                    ? known.paths().path(known.root(), at.getValue().value())
                    : Optional.empty();
        });
    }

    private static NavigableMap<Integer, Extent> values(JsonValue root) {
        NavigableMap<Integer, Extent> found = new TreeMap<>();
        byte[] utf8 = root.document().bytes();
        int bytes = 0;
        int units = 0;
        for (JsonValue value : root.scalars()) {
            units += units(utf8, bytes, value.start());
            int end = units + units(utf8, value.start(), value.end());
            found.put(units, new Extent(value, end));
            bytes = value.end();
            units = end;
        }
        return found;
    }

    private static int units(byte[] utf8, int from, int to) {
        return new String(utf8, from, to - from, StandardCharsets.UTF_8).length();
    }

    boolean isOf(String other) {
        return text.equals(other);
    }
}
