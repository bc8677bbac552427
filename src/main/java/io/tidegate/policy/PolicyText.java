package io.tidegate.policy;

import com.cedarpolicy.model.exception.InternalException;
import com.cedarpolicy.model.policy.Policy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What does one parsed policy say, and what do its annotations? Cedar ignores annotations that it does not know; we
/// refuse them, so that a mistyped `@require` never becomes a permit without conditions.
record PolicyText(String key, PolicyRef ref, String source, JsonNode json) {
    private static final Set<String> ANNOTATIONS = new TreeSet<>(Set.of("id", "reason", "advice", "require"));
    private static final JsonMapper MAPPER = JsonMapper.shared();

    /// Throws when Cedar cannot parse `source` as one policy without slots.
    static PolicyText parse(String key, PolicyRef place, String source) throws InternalException {
        JsonNode json = MAPPER.readTree(new Policy(source, key).toJson());
        String id = json.path("annotations").path("id").asString(place.id());
        return new PolicyText(key, new PolicyRef(id, place.file(), place.line()), source, json);
    }

    Policy policy() {
        return new Policy(source, key);
    }

    /// The policy as it is at best, whatever the circumstances; see `ContextUse.weakened`.
    Policy weakened() throws InternalException {
        return mentionsContext()
                ? Policy.fromJson(key, MAPPER.writeValueAsString(ContextUse.weakened(json)))
                : policy();
    }

    boolean isForbid() {
        return !json.path("effect").asString("").equals("permit");
    }

    boolean mentionsContext() {
        return ContextUse.mentionsContext(json.path("conditions"));
    }

    boolean mayReadArguments() {
        return ContextUse.mayReadArguments(json.path("conditions"));
    }

    Optional<String> annotation(String name) {
        return Optional.of(json.path("annotations").path(name).asString("")).filter(text -> !text.isBlank());
    }

    Optional<Obligation> obligation() {
        return annotation("require").map(_ -> Obligation.APPROVAL);
    }

    /// What is wrong with the annotations.
    List<String> faults() {
        return json.path("annotations").properties().stream()
                .map(this::fault)
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<String> fault(Map.Entry<String, JsonNode> annotation) {
        String name = annotation.getKey();
        String value = annotation.getValue().asString("");
        if (!ANNOTATIONS.contains(name)) {
            return Optional.of(
                    "`@" + name + "` is not known; annotations are `@" + String.join("`, `@", ANNOTATIONS) + "`");
        }
        if (value.isBlank()) {
            return Optional.of("`@" + name + "` needs a text, as in `@" + name + "(\"...\")`");
        }
        if (name.equals("require") && !value.equals("approval")) {
            return Optional.of("`@require(\"" + value + "\")` is not known; write `@require(\"approval\")`");
        }
        if (name.equals("require") && isForbid()) {
            return Optional.of("`@require` stands on a `forbid`, which nothing can lift; it belongs on a `permit`");
        }
        return Optional.empty();
    }
}
