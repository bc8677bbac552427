package io.tidegate.policy;

import com.cedarpolicy.model.exception.InternalException;
import io.tidegate.cedar.CedarText;
import io.tidegate.cedar.Interner;
import io.tidegate.cedar.Policy;
import io.tidegate.policy.Explanation.Effect;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What does one parsed policy say, and what do its annotations? Cedar ignores annotations that it does not know; we
/// refuse them, so that a mistyped `@require` never becomes a permit without conditions.
final class PolicyText {
    /// Nesting of Cedar's JSON form, in which each operator is two levels: what recursion over it can bear.
    private static final int DEPTH_MAX = 1_000;

    private static final Set<String> ANNOTATIONS = new TreeSet<>(Set.of("id", "reason", "advice", "require"));
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH_MAX)
                            .build())
                    .build())
            .build();

    private final String key;
    private final PolicyRef ref;
    private final String source;
    private final JsonNode json;
    private final Set<String> tools;
    private final Policy ours;
    private final boolean isForbid;
    private final boolean mentionsContext;
    private final Optional<String> reason;
    private final Optional<String> advice;
    private final Optional<Obligation> obligation;

    private PolicyText(String key, PolicyRef place, String source, JsonNode form, Interner interner) {
        this.key = key;
        this.source = source;
        this.tools = ToolActions.named(form);
        this.json = ToolActions.lowered(form);
        this.ours = Policy.read(key, json, interner);
        this.ref = new PolicyRef(annotation("id").orElse(place.id()), place.file(), place.line());
        this.isForbid = !json.path("effect").asString("").equals("permit");
        this.mentionsContext = ContextUse.mentionsContext(json.path("conditions"));
        this.reason = annotation("reason");
        this.advice = annotation("advice");
        this.obligation = annotation("require").map(_ -> Obligation.APPROVAL);
    }

    /// The policy that stands in `source`.
    ///
    /// @throws InternalException where Cedar cannot parse it as one policy without slots
    /// @throws IllegalArgumentException where it is nested too deeply, or of a form that is not known here
    static PolicyText parse(String key, PolicyRef place, String source, Interner interner) throws InternalException {
        String form = new com.cedarpolicy.model.policy.Policy(CedarText.of(source), key).toJson();
        return new PolicyText(key, place, source, read(form), interner);
    }

    private static JsonNode read(String form) {
        try {
            return MAPPER.readTree(form);
        } catch (JacksonException _) {
            throw new IllegalArgumentException("the policy is nested too deeply, or has more than " + DEPTH_MAX / 2
                    + " operators in a row; split it, or use a set");
        }
    }

    String key() {
        return key;
    }

    PolicyRef ref() {
        return ref;
    }

    String source() {
        return source;
    }

    JsonNode json() {
        return json;
    }

    /// The tools whose own actions it names, as `server/tool`.
    Set<String> tools() {
        return tools;
    }

    /// The policy as Cedar's library takes it.
    com.cedarpolicy.model.policy.Policy theirs() {
        return new com.cedarpolicy.model.policy.Policy(CedarText.of(source), key);
    }

    /// The policy as it is decided by.
    Policy ours() {
        return ours;
    }

    /// The policy as it is at best, whatever the circumstances; see `ContextUse.weakened`.
    Policy weakened(Interner interner) {
        return mentionsContext ? Policy.read(key, ContextUse.weakened(json), interner) : ours;
    }

    boolean isForbid() {
        return isForbid;
    }

    /// Whether it refuses whatever else is said. A `forbid` with `@require` does not: what it names needs a permit, and
    /// that obligation whatever permits it.
    boolean refuses() {
        return isForbid && obligation.isEmpty();
    }

    /// Whether its head says that it is about releases; one about all actions does not.
    boolean namesRelease() {
        JsonNode action = json.path("action");
        return isRelease(action.path("entity"))
                || action.path("entities").valueStream().anyMatch(PolicyText::isRelease);
    }

    private static boolean isRelease(JsonNode entity) {
        return entity.path("type").asString("").equals("Action")
                && entity.path("id").asString("").equals(Asked.RELEASE);
    }

    boolean mentionsContext() {
        return mentionsContext;
    }

    /// The words of its author for whoever is refused or held.
    Optional<String> reason() {
        return reason;
    }

    /// What its author advises instead.
    Optional<String> advice() {
        return advice;
    }

    Optional<Obligation> obligation() {
        return obligation;
    }

    /// What it does, and what of it is not met.
    Explanation.Near near(Parts parts) {
        Effect effect = isForbid
                ? obligation.isPresent() ? Effect.ASKS : Effect.FORBIDS
                : obligation.isPresent() ? Effect.PERMITS_APPROVED : Effect.PERMITS;
        return new Explanation.Near(ref, effect, reason, advice, parts.conditions(), parts.missing());
    }

    private Optional<String> annotation(String name) {
        return Optional.of(json.path("annotations").path(name).asString("")).filter(text -> !text.isBlank());
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
        if (name.equals("require") && namesRelease()) {
            return Optional.of("`@require` stands on a policy about `release`: by then the call was made");
        }
        return Optional.empty();
    }
}
