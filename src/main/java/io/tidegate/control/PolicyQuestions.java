package io.tidegate.control;

import io.tidegate.call.Call;
import io.tidegate.call.Caller;
import io.tidegate.call.Note;
import io.tidegate.catalog.Target;
import io.tidegate.catalog.Tool;
import io.tidegate.flow.SessionLabels;
import io.tidegate.json.JsonValue;
import io.tidegate.policy.Action;
import io.tidegate.policy.Circumstances;
import io.tidegate.policy.Decision;
import io.tidegate.policy.Policies;
import io.tidegate.policy.Question;
import io.tidegate.policy.RecordFacts;
import io.tidegate.policy.ToolFacts;
import io.tidegate.records.RowPlaces;
import io.tidegate.relation.Related;
import io.tidegate.relation.Relations;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// How are policies asked, before a call and about its answer? In the same words, so that a policy about both means the
/// same.
final class PolicyQuestions {
    private static final int DIGEST_DIGITS = 16;

    private final Policies policies;
    private final Relations relations;
    private final Shadow shadow;
    private final Surroundings surroundings;
    private final GivenBefore before;
    private final String version;

    /// @param relations what callers are related to
    /// @param shadow policies that decide nothing, and are asked too
    /// @param sessions what callers were given before
    PolicyQuestions(
            Policies policies, Relations relations, Shadow shadow, Surroundings surroundings, SessionLabels sessions) {
        this.policies = policies;
        this.relations = relations;
        this.shadow = shadow;
        this.version = version(policies);
        this.surroundings = surroundings;
        this.before = new GivenBefore(sessions, policies, shadow);
    }

    /// Names the policies in the trail: the beginning of their digest.
    String version() {
        return version;
    }

    static String version(Policies policies) {
        return policies.digest()
                .substring(0, Math.min(DIGEST_DIGITS, policies.digest().length()));
    }

    /// What was decided, and what the trail is to note of it: who has permitted it, what the policies were told that
    /// stands nowhere else in an entry, which policies they were, and what others would have said.
    record Answered(Decision decision, List<Note> notes) {}

    /// Who asks for what.
    ///
    /// @param profile the endpoint at which it is asked; nothing in lists, which go by no circumstances
    /// @param arguments of the call
    /// @param until when it has to be decided
    record Asked(Caller caller, Optional<String> profile, Target target, Optional<JsonValue> arguments, Instant until) {
        static Asked of(Call call) {
            return new Asked(
                    call.caller(),
                    Optional.of(call.arrival().profile()),
                    call.target(),
                    Optional.of(call.arguments()),
                    call.deadline());
        }
    }

    /// As for a call, with what the trail is to note of it.
    ///
    /// @param by how the notes call the policies that permitted it
    Answered answer(Action action, Asked asked, String by) {
        GivenBefore.Known known = action == Action.LIST ? GivenBefore.Known.NOT_LOOKED_AT : before.to(asked.caller());
        return answered(action, asked, Set.of(), by, known);
    }

    /// The same of an answer that is to leave with these labels.
    Answered released(Asked asked, Set<String> labels) {
        return before.given(
                asked.caller(), labels, known -> answered(Action.RELEASE, asked, labels, "released-by", known));
    }

    private Answered answered(Action action, Asked asked, Set<String> labels, String by, GivenBefore.Known known) {
        Circumstances circumstances = surroundings.of(asked, labels, known.labels());
        Related related = related(action, asked);
        Decision decision = decide(policies, action, asked, circumstances, related);
        List<Note> notes = new ArrayList<>();
        if (decision.allowed()) {
            decision.determining().forEach(policy -> notes.add(new Note(by, policy.describe(), 1)));
        }
        notes.add(new Note("judged-at", circumstances.time().toString(), 1));
        notes.addAll(known.notes());
        circumstances.model().ifPresent(model -> notes.add(new Note("model", model.describe(), 1)));
        notes.addAll(shadow.beside(decision, others -> decide(others, action, asked, circumstances, related.asSeen())));
        notes.add(new Note("policies", version, 1));
        return new Answered(decision, notes);
    }

    /// Whether it may be shown in a list.
    Decision listed(Asked asked) {
        return decide(policies, Action.LIST, asked, surroundings.of(asked, Set.of(), Set.of()), Related.NONE);
    }

    /// May records be seen that a tool brought? Asked for one after the other, in the same circumstances.
    Function<RowPlaces.Row, Decision> ofRows(Asked asked, Tool tool, String type) {
        Circumstances circumstances =
                surroundings.of(asked, Set.of(), before.to(asked.caller()).labels());
        Related related = related(Action.SEE, asked);
        ToolFacts facts = TargetFacts.of(tool);
        return row -> policies.decide(new Question(
                asked.caller().principal(),
                Action.SEE,
                new RecordFacts(facts, type, row.id(), row.value()),
                asked.arguments(),
                circumstances,
                related));
    }

    /// A list waits for nobody.
    private Related related(Action action, Asked asked) {
        return action == Action.LIST
                ? Related.NONE
                : relations.of(asked.caller().principal(), asked.until());
    }

    /// What has two spellings has to pass in both.
    private static Decision decide(
            Policies policies, Action action, Asked asked, Circumstances circumstances, Related related) {
        Decision decided = TargetFacts.of(asked.target())
                .map(facts -> policies.decide(new Question(
                        asked.caller().principal(), action, facts, asked.arguments(), circumstances, related)))
                .reduce(Decision::and)
                .orElseThrow();
        return action.isOfBegun() ? decided.settled() : decided;
    }
}
