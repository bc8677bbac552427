package io.tidegate.control;

import io.tidegate.config.Pointer;
import io.tidegate.detect.Finding;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// Which fields does a text have that may be JSON itself, and what stands in them?
final class TextFields {
    private final String text;
    private final Optional<JsonDocument> json;
    private final Map<Pointer, NavigableMap<Integer, Integer>> extents = new HashMap<>();

    TextFields(String text) {
        this.text = text;
        this.json = JsonDocument.within(text, JsonLimits.EXAMINED);
    }

    /// Whether all of a finding in this text stands in such a field.
    boolean hold(Pointer pointer, Finding piece) {
        if (json.isEmpty()) {
            return false;
        }
        Map.Entry<Integer, Integer> field =
                extents.computeIfAbsent(pointer, this::extents).floorEntry(piece.start());
        return field != null && piece.end() <= field.getValue();
    }

    /// From where to where the fields are, in UTF-16 units.
    private NavigableMap<Integer, Integer> extents(Pointer pointer) {
        NavigableMap<Integer, Integer> found = new TreeMap<>();
        JsonValue root = json.orElseThrow().root();
        byte[] utf8 = root.document().bytes();
        int bytes = 0;
        int units = 0;
        for (JsonValue value : DataFields.at(root, pointer)) {
            units += units(utf8, bytes, value.start());
            int end = units + units(utf8, value.start(), value.end());
            found.put(units, end);
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
