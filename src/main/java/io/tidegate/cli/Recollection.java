package io.tidegate.cli;

import io.tidegate.audit.TrailSealing;
import io.tidegate.catalog.KnownTools;
import io.tidegate.catalog.Resource;
import io.tidegate.config.ModelPlace;
import io.tidegate.config.ToolClass;
import io.tidegate.crypto.SealBroken;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.JsonValue;
import io.tidegate.json.MalformedJson;
import io.tidegate.mcp.Method;
import io.tidegate.policy.Action;
import io.tidegate.policy.Circumstances;
import io.tidegate.policy.Facts;
import io.tidegate.policy.Gap;
import io.tidegate.policy.Question;
import io.tidegate.policy.ReadFacts;
import io.tidegate.policy.ToolFacts;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What were policies asked, by an entry of the trail? And what of that is not on record.
///
/// Nothing is made up: what an entry does not tell is a gap, also where a guess would be easy.
final class Recollection {
    private static final JsonDocument NONE = JsonDocument.of("{}");
    private static final Set<Gap> OF_OLDER = EnumSet.of(Gap.SCOPES, Gap.SIGN_IN, Gap.CLASSES, Gap.SCHEMA, Gap.RUNS_AS);

    private final KnownTools known;
    private final Optional<TrailSealing> sealing;

    /// What was asked: more than once where what is asked for has two spellings, which both have to pass.
    record Asked(List<Question> questions, Set<Gap> gaps) {
        public Asked {
            questions = List.copyOf(questions);
            gaps = Set.copyOf(gaps);
        }
    }

    /// @param known what tools there are now
    /// @param sealing opens arguments, where the keys are at hand
    Recollection(KnownTools known, Optional<TrailSealing> sealing) {
        this.known = known;
        this.sealing = sealing;
    }

    /// What was asked before the call.
    ///
    /// @param ruled what came of it
    /// @throws IllegalArgumentException where the entry is not one of a call, with what it lacks
    Asked ofCall(CallsOnRecord.Ended call, Ruled ruled) {
        return asked(call, action(call), ruled, Set.of());
    }

    private Action action(CallsOnRecord.Ended call) {
        String method = call.entry().string("method").orElse("");
        if (!Method.isOfTask(method)) {
            return Action.CALL;
        }
        Optional<JsonValue> params = call.arguments().flatMap(this::opened);
        if (params.isEmpty() && (method.equals(Method.TASKS_UPDATE) || method.equals(Method.TASKS_RESULT))) {
            throw new IllegalArgumentException("whether it brought the task something is sealed, and can't be opened"
                    + " with the keys that are here");
        }
        return params.flatMap(root -> root.get("inputResponses")).isPresent() ? Action.GO_ON : Action.LIST;
    }

    /// What was asked before its answer was let out.
    Asked ofRelease(CallsOnRecord.Ended call, Ruled ruled) {
        return asked(call, Action.RELEASE, ruled, new TreeSet<>(ruled.all("label")));
    }

    private Asked asked(CallsOnRecord.Ended call, Action action, Ruled ruled, Set<String> labels) {
        Set<Gap> gaps = EnumSet.of(Gap.RELATIONS);
        JsonValue entry = call.entry();
        if (entry.get("counted").isEmpty()) {
            gaps.addAll(OF_OLDER);
        }
        if (action == Action.RELEASE && labels.isEmpty()) {
            gaps.add(Gap.LABELS);
        }
        Optional<JsonValue> params = call.arguments().flatMap(this::opened);
        if (params.isEmpty()) {
            gaps.add(Gap.ARGUMENTS);
        }
        Circumstances circumstances = circumstances(call, ruled, labels, gaps);
        JsonValue arguments = params.flatMap(root -> root.get("arguments")).orElseGet(NONE::root);
        List<Question> questions = facts(entry, params, gaps).stream()
                .map(facts ->
                        new Question(CallerOnRecord.of(entry), action, facts, Optional.of(arguments), circumstances))
                .toList();
        return new Asked(questions, gaps);
    }

    private Optional<JsonValue> opened(CallsOnRecord.Sealed sealed) {
        if (sealing.isEmpty()) {
            return Optional.empty();
        }
        try {
            byte[] params = sealing.get().open(sealed.subject(), sealed.text());
            return Optional.of(JsonDocument.parse(params, JsonLimits.EXAMINED).root());
        } catch (SealBroken | MalformedJson unknown) {
            return Optional.empty(); // sealed with another key: a gap, as without any
        }
    }

    private static Circumstances circumstances(
            CallsOnRecord.Ended call, Ruled ruled, Set<String> labels, Set<Gap> gaps) {
        JsonValue entry = call.entry();
        Optional<Instant> judged = ruled.note("judged-at").flatMap(Recollection::time);
        if (judged.isEmpty()) {
            gaps.add(Gap.TIME);
            gaps.add(Gap.MODEL);
        }
        Set<String> session = new TreeSet<>(ruled.all("session-label"));
        if (session.isEmpty() && ruled.note("session-labels").isEmpty()) {
            gaps.add(Gap.SESSION_LABELS);
        }
        return new Circumstances(
                judged.orElse(call.record().time()),
                entry.string("source"),
                entry.get("client").flatMap(client -> client.string("name")),
                entry.string("as"),
                ruled.note("model").flatMap(ModelPlace::described),
                labels,
                session);
    }

    static Optional<Instant> time(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException none) {
            return Optional.empty();
        }
    }

    private List<Facts> facts(JsonValue entry, Optional<JsonValue> params, Set<Gap> gaps) {
        String server = entry.string("server").orElseThrow(() -> new IllegalArgumentException("it names no server"));
        Optional<String> tool = entry.string("tool");
        Optional<String> prompt = entry.string("prompt");
        if (tool.isPresent()) {
            return List.of(tool(entry, server, tool.get(), gaps));
        }
        Set<ToolClass> classes = classes(entry);
        return prompt.isPresent()
                ? List.of(new ReadFacts(Facts.Kind.PROMPT, server, prompt.get(), classes))
                : uris(params).stream()
                        .<Facts>map(uri -> new ReadFacts(Facts.Kind.RESOURCE, server, uri, classes))
                        .toList();
    }

    private static List<String> uris(Optional<JsonValue> params) {
        return params.flatMap(
                        root -> root.string("uri").or(() -> root.get("ref").flatMap(ref -> ref.string("uri"))))
                .map(Resource::judged)
                .orElseThrow(() -> new IllegalArgumentException(
                        "which resource it was about is sealed, and can't be opened with the keys that are here"));
    }

    private Facts tool(JsonValue entry, String server, String name, Set<Gap> gaps) {
        Optional<JsonValue> counted = entry.get("counted");
        Optional<JsonValue> schema = known.tool(server, name)
                .filter(now -> counted.flatMap(then -> then.string("schema"))
                        .filter(KnownTools.digest(now)::equals)
                        .isPresent())
                .map(now -> now.inputSchema());
        if (schema.isEmpty()) {
            gaps.add(Gap.SCHEMA);
        }
        boolean repeats = counted.flatMap(then -> then.get("repeats"))
                .filter(value -> value.json().equals("true"))
                .isPresent();
        return new ToolFacts(server, name, classes(entry), repeats, schema);
    }

    private static Set<ToolClass> classes(JsonValue entry) {
        Set<String> ids =
                entry.get("counted").map(counted -> texts(counted, "classes")).orElse(Set.of());
        return Arrays.stream(ToolClass.values())
                .filter(one -> ids.contains(one.id()))
                .collect(Collectors.toUnmodifiableSet());
    }

    static Set<String> texts(JsonValue of, String name) {
        Set<String> texts = new TreeSet<>();
        Ruled.elements(of, name).forEach(text -> texts.add(text.text()));
        return texts;
    }
}
