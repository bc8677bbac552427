package io.tidegate.control;

import io.tidegate.call.Call;
import io.tidegate.call.Caller;
import io.tidegate.catalog.Prompt;
import io.tidegate.catalog.Resource;
import io.tidegate.catalog.Target;
import io.tidegate.catalog.Tool;
import io.tidegate.config.ModelPlace;
import io.tidegate.json.JsonValue;
import io.tidegate.policy.Action;
import io.tidegate.policy.Circumstances;
import io.tidegate.policy.Decision;
import io.tidegate.policy.Facts;
import io.tidegate.policy.Policies;
import io.tidegate.policy.Question;
import io.tidegate.policy.RecordFacts;
import io.tidegate.policy.ToolFacts;
import io.tidegate.records.RowPlaces;
import io.tidegate.relation.Related;
import io.tidegate.relation.Relations;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/// How are policies asked, before a call and about its answer? In the same words, so that a policy about both means the
/// same.
final class PolicyQuestions {
    private static final int DIGEST_DIGITS = 16;

    private final Policies policies;
    private final Relations relations;
    private final List<ModelPlace.Of> models;
    private final InstantSource clock;
    private final String version;

    /// @param relations what callers are related to
    /// @param models where the models of clients run
    PolicyQuestions(Policies policies, Relations relations, List<ModelPlace.Of> models, InstantSource clock) {
        this.policies = policies;
        this.relations = relations;
        this.version = policies.digest()
                .substring(0, Math.min(DIGEST_DIGITS, policies.digest().length()));
        this.models = List.copyOf(models);
        this.clock = clock;
    }

    /// Names the policies in the trail: the beginning of their digest.
    String version() {
        return version;
    }

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

    /// What has two spellings has to pass in both.
    ///
    /// @param labels of what is to be released
    Decision decide(Action action, Asked asked, Set<String> labels) {
        Circumstances circumstances = circumstances(asked, labels);
        // a list waits for nobody
        Related related = action == Action.LIST ? Related.NONE : related(asked);
        return TargetFacts.of(asked.target())
                .map(facts -> decide(action, asked, facts, circumstances, related))
                .reduce(Decision::and)
                .orElseThrow();
    }

    /// May records be seen that a tool brought? Asked for one after the other, in the same circumstances.
    Function<RowPlaces.Row, Decision> ofRows(Asked asked, Tool tool, String type) {
        Circumstances circumstances = circumstances(asked, Set.of());
        Related related = related(asked);
        ToolFacts facts = TargetFacts.of(tool);
        return row ->
                decide(Action.SEE, asked, new RecordFacts(facts, type, row.id(), row.value()), circumstances, related);
    }

    private Related related(Asked asked) {
        return relations.of(asked.caller().principal(), asked.until());
    }

    private Decision decide(Action action, Asked asked, Facts facts, Circumstances circumstances, Related related) {
        return policies.decide(
                new Question(asked.caller().principal(), action, facts, asked.arguments(), circumstances, related));
    }

    private Circumstances circumstances(Asked asked, Set<String> labels) {
        Caller caller = asked.caller();
        return new Circumstances(
                clock.instant(),
                Optional.of(caller.source()),
                Optional.of(caller.client().name()),
                Optional.of(asked.target().server().runsAs().id()).filter(as -> !as.isEmpty()),
                asked.profile().flatMap(profile -> model(caller, profile)),
                labels);
    }

    /// What is known of what a target returns, before anybody looked at it.
    static Set<String> labels(Target target) {
        Set<String> labels = new TreeSet<>();
        Stream<String> names =
                switch (target) {
                    case Tool tool -> Stream.of(tool.name());
                    case Prompt prompt -> Stream.of(prompt.name());
                    case Resource resource -> resource.judged().stream();
                };
        names.forEach(name -> labels.addAll(target.server().classifier().labels(name, TargetFacts.classes(target))));
        return labels;
    }

    private Optional<ModelPlace> model(Caller caller, String profile) {
        Optional<String> client = caller.principal().client();
        return models.stream()
                .filter(each -> each.fits(client, profile))
                .map(ModelPlace.Of::place)
                .findFirst();
    }
}
