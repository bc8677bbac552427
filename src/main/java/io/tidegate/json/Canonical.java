package io.tidegate.json;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/// Do two documents say the same, whatever the order of members, white space and escapes? Their canonical bytes do.
///
/// Members are sorted by name and strings written one way, as in RFC 8785; numbers stay as they were written, so `1`
/// and `1.0` differ.
public final class Canonical {
    private Canonical() {}

    public static byte[] of(JsonValue value) {
        JsonWriter out = new JsonWriter(value.end() - value.start());
        write(out, value);
        return out.bytes();
    }

    /// @param value an object
    /// @param without members of it that don't count
    public static byte[] of(JsonValue value, Set<String> without) {
        JsonWriter out = new JsonWriter(value.end() - value.start());
        object(out, value, without);
        return out.bytes();
    }

    private static void object(JsonWriter out, JsonValue value, Set<String> without) {
        List<JsonValue.Member> members = new ArrayList<>();
        value.members().forEach(members::add);
        members.sort(Comparator.comparing(member -> member.name().text()));
        out.object();
        for (JsonValue.Member member : members) {
            String name = member.name().text();
            if (!without.contains(name)) {
                out.name(name);
                write(out, member.value());
            }
        }
        out.endObject();
    }

    private static void write(JsonWriter out, JsonValue value) {
        switch (value.kind()) {
            case OBJECT -> object(out, value, Set.of());
            case ARRAY -> {
                out.array();
                value.elements().forEach(element -> write(out, element));
                out.endArray();
            }
            case STRING -> out.text(value.text());
            case NUMBER, TRUE, FALSE, NULL -> out.value(value);
        }
    }
}
