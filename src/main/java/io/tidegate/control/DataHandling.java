package io.tidegate.control;

import io.tidegate.config.DataRule;
import io.tidegate.config.DataRules;
import io.tidegate.config.DataRules.Direction;
import io.tidegate.config.Profile;
import io.tidegate.config.Suppression;
import io.tidegate.detect.DataPass;
import io.tidegate.detect.DataPass.Action;
import io.tidegate.detect.DataTokens;
import io.tidegate.detect.OwnData;
import io.tidegate.detect.Treatment;
import io.tidegate.detect.ValueCodes;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonValue;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// What is done about data that goes one way, by one configuration?
///
/// Everything that some rule speaks of is looked for in all that goes this way; what nobody says anything about for
/// those who are concerned passes as if nobody had looked. Which rules are about them is asked only where something was
/// found.
public final class DataHandling {
    private final Direction direction;
    private final LookedFor lookedFor;
    private final Map<String, Action> usual;
    private final List<Suppression> suppressions;
    private final ValueCodes codes;
    private final Profile.Tools.Matching restored;
    private final InstantSource clock;

    /// By what values are named in suppressions, and what makes and opens tokens.
    public record Keyed(ValueCodes codes, DataTokens tokens) {}

    /// A way data goes, and the organisation's own types that are looked for there.
    ///
    /// @param live the patterns that operators have put in force beside the configuration
    public record Sought(Direction direction, OwnData own, Supplier<LivePatterns.Known> live) {}

    public DataHandling(DataRules rules, Sought sought, Keyed keyed, InstantSource clock) {
        Direction direction = sought.direction();
        this.restored = rules.restored();
        this.direction = direction;
        List<DataRule> own = rules.rules().stream()
                .filter(rule ->
                        rule.direction().filter(other -> other != direction).isEmpty())
                .toList();
        this.suppressions = rules.suppressions().stream()
                .filter(each ->
                        each.direction().filter(other -> other != direction).isEmpty())
                .toList();
        this.usual = Selected.usual(
                switch (direction) {
                    case ARGUMENTS -> rules.arguments();
                    case RETURNED -> rules.returned();
                });
        this.codes = keyed.codes();
        this.clock = clock;
        DataPass.Sought configured = Selected.of(this.usual.keySet(), own, sought.own());
        Optional<DataTokens> tokens = usesTokens(rules) ? Optional.of(keyed.tokens()) : Optional.empty();
        this.lookedFor = new LookedFor(
                sought,
                own,
                live -> new DataPass(
                        new DataPass.Sought(configured.types(), configured.own().and(live)),
                        (finding, _) -> DataPass.strictest(finding, piece -> usual(piece.id())),
                        tokens));
    }

    /// What looks for data.
    public DataPass pass() {
        return lookedFor.now().pass();
    }

    /// Whether anything of it has to do with tokens.
    public static boolean usesTokens(DataRules rules) {
        return !rules.restored().patterns().isEmpty()
                || rules.rules().stream().anyMatch(rule -> rule.action() == DataRule.Action.TOKENIZE);
    }

    /// What was found in what goes this way, and done about it.
    DataPass.Outcome examine(JsonDocument document, Concerned concerned) {
        LookedFor.Now now = lookedFor.now();
        return isPlain(now) ? now.pass().examine(document) : examined(now, document, concerned, Optional.empty());
    }

    /// The same of a call, with what tokens in its arguments stand for where its tool gets that.
    DataPass.Outcome call(JsonDocument params, Concerned concerned) {
        boolean restores = concerned
                .tool()
                .filter(tool -> restored.show(concerned.server(), tool))
                .isPresent();
        return restores
                ? examined(lookedFor.now(), params, concerned, params.root().get("arguments"))
                : examine(params, concerned);
    }

    private DataPass.Outcome examined(
            LookedFor.Now now, JsonDocument document, Concerned concerned, Optional<JsonValue> within) {
        DataFields fields = DataFields.of(document.root(), direction);
        return now.pass().examine(document, new RuledTreatment(this, now.rules(), concerned, fields), within);
    }

    /// What is done about a text that is no message, or about one that is a whole answer, or all arguments of a call.
    public Treatment treatment(Optional<JsonDocument> document, Concerned concerned) {
        return new RuledTreatment(
                this,
                lookedFor.now().rules(),
                concerned,
                document.map(whole -> DataFields.ofWhole(whole.root(), direction))
                        .orElseGet(() -> DataFields.ofText(direction)));
    }

    /// Whether nothing is said but by type.
    private boolean isPlain(LookedFor.Now now) {
        return now.rules().isEmpty() && suppressions.isEmpty();
    }

    /// What is done about a type where no rule fits.
    Action usual(String id) {
        return usual.getOrDefault(id, Action.ALLOW);
    }

    /// The suppressions of this direction.
    List<Suppression> suppressions() {
        return suppressions;
    }

    ValueCodes codes() {
        return codes;
    }

    InstantSource clock() {
        return clock;
    }
}
