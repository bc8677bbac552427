package io.tidegate.policy;

import com.cedarpolicy.model.exception.InternalException;
import io.tidegate.cedar.CedarText;
import io.tidegate.cedar.Interner;
import io.tidegate.cedar.Policy;
import io.tidegate.policy.Explanation.Effect;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What does one parsed policy say, and what is it bound to?
final class PolicyText {
    /// Nesting of Cedar's JSON form, in which each operator is two levels: what recursion over it can bear.
    private static final int DEPTH_MAX = 1_000;

    /// What is wrong with a policy that is nested more deeply.
    static final String TOO_DEEP = "the policy is nested too deeply, or has more than " + DEPTH_MAX / 2
            + " operators in a row; split it, or use a set";

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH_MAX)
                            .build())
                    .streamWriteConstraints(StreamWriteConstraints.builder()
                            .maxNestingDepth(2 * DEPTH_MAX) // what is read is written, with what stands around it
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
    private final Set<String> actions;
    private final Annotations annotations;
    private final Set<Obligation> obligations;

    private PolicyText(String key, PolicyRef place, String source, JsonNode form, Interner interner) {
        this.key = key;
        this.source = source;
        this.tools = ToolActions.named(form);
        this.json = ToolActions.lowered(form);
        this.ours = Policy.read(key, json, interner);
        this.isForbid = !json.path("effect").asString("").equals("permit");
        this.mentionsContext = ContextUse.mentionsContext(json.path("conditions"));
        this.actions = actions(json.path("action"));
        this.annotations = new Annotations(json.path("annotations"), actions, isForbid);
        this.obligations = annotations.obligations();
        this.ref = new PolicyRef(annotations.text("id").orElse(place.id()), place.file(), place.line());
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
            throw new IllegalArgumentException(TOO_DEEP);
        }
    }

    /// A policy, or a part of one, in Cedar's JSON form.
    static String written(JsonNode form) {
        return MAPPER.writeValueAsString(form);
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
        return isForbid && !asks();
    }

    /// Whether its head names this action; one about all actions does not.
    boolean names(String action) {
        return actions.contains(action);
    }

    /// Whether its head is about all actions.
    boolean isAboutAll() {
        return actions.isEmpty();
    }

    private static Set<String> actions(JsonNode head) {
        Set<String> ids = new HashSet<>();
        Stream.concat(Stream.of(head.path("entity")), head.path("entities").valueStream())
                .filter(entity -> entity.path("type").asString("").equals("Action"))
                .forEach(entity -> ids.add(entity.path("id").asString("")));
        return ids;
    }

    boolean mentionsContext() {
        return mentionsContext;
    }

    /// Whether it looks at the arguments of a call.
    boolean looksAtArguments() {
        JsonNode conditions = json.path("conditions");
        return ContextUse.looksAt("arguments", conditions) || ContextUse.looksAt("input", conditions);
    }

    /// Whether it looks at the labels that the caller's session has.
    boolean looksBack() {
        return ContextUse.looksAt(Asked.SESSION_LABELS, json.path("conditions"));
    }

    /// The words of its author for whoever is refused or held.
    Optional<String> reason() {
        return annotations.text("reason");
    }

    /// What its author advises instead.
    Optional<String> advice() {
        return annotations.text("advice");
    }

    Set<Obligation> obligations() {
        return obligations;
    }

    /// Whether somebody has to agree.
    boolean asks() {
        return obligations.contains(Obligation.APPROVAL) || obligations.contains(Obligation.CONFIRMATION);
    }

    /// What it does, and what of it is not met.
    Explanation.Near near(Parts parts) {
        return new Explanation.Near(ref, effect(), reason(), advice(), parts.conditions(), parts.missing());
    }

    private Effect effect() {
        if (obligations.contains(Obligation.APPROVAL)) {
            return isForbid ? Effect.ASKS : Effect.PERMITS_APPROVED;
        }
        if (obligations.contains(Obligation.CONFIRMATION)) {
            return isForbid ? Effect.ASKS_CALLER : Effect.PERMITS_CONFIRMED;
        }
        return isForbid ? Effect.FORBIDS : Effect.PERMITS;
    }

    /// What is wrong with the annotations.
    List<String> faults() {
        return annotations.faults();
    }
}
