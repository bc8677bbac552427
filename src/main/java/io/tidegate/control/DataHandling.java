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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// What is done about data that goes one way, by one configuration?
///
/// Everything that some rule speaks of is looked for in all that goes this way; what nobody says anything about for
/// those who are concerned passes as if nobody had looked. Which rules are about them is asked only where something was
/// found.
public final class DataHandling {
    private final Direction direction;
    private final DataPass.Sought sought;
    private final Supplier<LivePatterns.Known> live;
    private final Optional<DataTokens> tokens;
    private final Map<String, Action> usual;
    private final List<DataRule> rules;
    private final ReentrantLock making = new ReentrantLock();
    private volatile InForce inForce;
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

    /// What is in force until the next live pattern comes or goes.
    private record InForce(long version, DataPass pass, List<DataRule> rules) {}

    public DataHandling(DataRules rules, Sought sought, Keyed keyed, InstantSource clock) {
        Direction direction = sought.direction();
        this.restored = rules.restored();
        this.direction = direction;
        this.rules = rules.rules().stream()
                .filter(rule ->
                        rule.direction().filter(other -> other != direction).isEmpty())
                .toList();
        this.suppressions = rules.suppressions().stream()
                .filter(each ->
                        each.direction().filter(other -> other != direction).isEmpty())
                .toList();
        this.usual = usual(
                switch (direction) {
                    case ARGUMENTS -> rules.arguments();
                    case RETURNED -> rules.returned();
                });
        this.codes = keyed.codes();
        this.clock = clock;
        this.sought = new DataPass.Sought(
                Selected.types(this.usual.keySet(), this.rules),
                sought.own().of(Selected.own(this.usual.keySet(), this.rules, sought.own())));
        this.live = sought.live();
        this.tokens = usesTokens(rules) ? Optional.of(keyed.tokens()) : Optional.empty();
        this.inForce = made(LivePatterns.Known.NONE);
    }

    /// With the live patterns of now. One that is new is looked for as soon as this returns.
    private InForce now() {
        LivePatterns.Known known = live.get();
        if (inForce.version() == known.version()) {
            return inForce;
        }
        making.lock();
        try {
            if (inForce.version() < known.version()) {
                inForce = made(known);
            }
            return inForce;
        } finally {
            making.unlock();
        }
    }

    private InForce made(LivePatterns.Known known) {
        List<LivePattern> about = known.patterns().stream()
                .filter(pattern -> pattern.isAbout(direction))
                .toList();
        List<DataRule> all = new ArrayList<>(about.stream().map(LivePattern::rule).toList());
        all.addAll(rules);
        return new InForce(
                known.version(),
                new DataPass(
                        new DataPass.Sought(
                                sought.types(),
                                sought.own().and(about.stream().map(LivePattern::type).toList())),
                        (finding, _) -> DataPass.strictest(finding, piece -> usual(piece.id())),
                        tokens),
                List.copyOf(all));
    }

    private static Map<String, Action> usual(DataRules.Handling handling) {
        Map<String, Action> actions = new HashMap<>();
        handling.mask().forEach(id -> actions.put(id, Action.MASK));
        handling.block().forEach(id -> actions.put(id, Action.BLOCK));
        handling.alert().forEach(id -> actions.put(id, Action.ALERT));
        return Map.copyOf(actions);
    }

    /// What looks for data.
    public DataPass pass() {
        return now().pass();
    }

    /// Whether anything of it has to do with tokens.
    public static boolean usesTokens(DataRules rules) {
        return !rules.restored().patterns().isEmpty()
                || rules.rules().stream().anyMatch(rule -> rule.action() == DataRule.Action.TOKENIZE);
    }

    /// What was found in what goes this way, and done about it.
    DataPass.Outcome examine(JsonDocument document, Concerned concerned) {
        InForce now = now();
        return isPlain(now) ? now.pass().examine(document) : examined(now, document, concerned, Optional.empty());
    }

    /// The same of a call, with what tokens in its arguments stand for where its tool gets that.
    DataPass.Outcome call(JsonDocument params, Concerned concerned) {
        boolean restores = concerned
                .tool()
                .filter(tool -> restored.show(concerned.server(), tool))
                .isPresent();
        return restores
                ? examined(now(), params, concerned, params.root().get("arguments"))
                : examine(params, concerned);
    }

    private DataPass.Outcome examined(
            InForce now, JsonDocument document, Concerned concerned, Optional<JsonValue> within) {
        DataFields fields = DataFields.of(document.root(), direction);
        return now.pass().examine(document, new RuledTreatment(this, now.rules(), concerned, fields), within);
    }

    /// What is done about a text that is no message, or about one that is a whole answer, or all arguments of a call.
    public Treatment treatment(Optional<JsonDocument> document, Concerned concerned) {
        return new RuledTreatment(
                this,
                now().rules(),
                concerned,
                document.map(whole -> DataFields.ofWhole(whole.root(), direction))
                        .orElseGet(() -> DataFields.ofText(direction)));
    }

    /// Whether nothing is said but by type.
    private boolean isPlain(InForce now) {
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
