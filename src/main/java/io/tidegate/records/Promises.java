package io.tidegate.records;

import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What does the schema of a document say of one place in it, as far as a filter asks? Each part of the schema is read
/// once: servers write schemas and answers, and could make both long.
final class Promises {
    private static final Promise NONE = new Promise(Set.of(), Map.of(), Optional.empty());

    private final Map<Integer, Promise> read = new HashMap<>();

    /// @param required members that have to be there
    /// @param members what is said of each
    /// @param items what is said of the elements of a list
    record Promise(Set<String> required, Map<String, JsonValue> members, Optional<JsonValue> items) {}

    /// @param schema a part of the one schema that this is about
    Promise of(Optional<JsonValue> schema) {
        return schema.map(part -> read.computeIfAbsent(part.start(), _ -> read(part)))
                .orElse(NONE);
    }

    private static Promise read(JsonValue schema) {
        Set<String> required = new HashSet<>();
        for (JsonValue name : schema.get("required").map(JsonValue::elements).orElse(List.of())) {
            if (name.is(JsonKind.STRING)) {
                required.add(name.text());
            }
        }
        Map<String, JsonValue> members = new HashMap<>();
        for (JsonValue.Member member :
                schema.get("properties").map(JsonValue::members).orElse(List.of())) {
            members.put(member.name().text(), member.value());
        }
        return new Promise(required, members, schema.get("items"));
    }
}
