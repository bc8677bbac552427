package io.tidegate.control;

import io.tidegate.config.DataRule;
import io.tidegate.config.DataRule.Whom;
import io.tidegate.config.Suppression;
import io.tidegate.detect.Confidence;
import io.tidegate.detect.DataPass;
import io.tidegate.detect.DataPass.Action;
import io.tidegate.detect.Finding;
import io.tidegate.detect.Treatment;
import io.tidegate.identity.Principal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is done about findings in one document, between those who are concerned: nothing about what is suppressed,
/// else what the first rule says that fits, else what is usual. Of a finding of several pieces the strictest.
///
/// For one thread: it remembers what is about those concerned once something was found, and which rules are about
/// which kind of findings.
final class RuledTreatment implements Treatment {
    private final DataHandling handling;
    private final List<DataRule> rules;
    private final Concerned concerned;
    private final DataFields fields;
    private final Map<Selected.Kind, List<DataRule>> ruled = new HashMap<>();
    private @Nullable About about;

    /// What of the configuration is about those concerned, on this day.
    private record About(List<DataRule> rules, Suppressions suppressions) {}

    /// @param rules about this direction, in their order
    RuledTreatment(DataHandling handling, List<DataRule> rules, Concerned concerned, DataFields fields) {
        this.handling = handling;
        this.rules = rules;
        this.concerned = concerned;
        this.fields = fields;
    }

    @Override
    public Treated of(Finding finding, Spot spot) {
        About now = about();
        List<String> suppressions = new ArrayList<>();
        Treated treated = DataPass.strictest(finding, piece -> {
            Optional<Suppression> suppression = now.suppressions().of(piece, spot);
            suppression.ifPresent(its -> suppressions.add(its.name()));
            return suppression.isPresent() ? Action.ALLOW : action(now, piece);
        });
        return suppressions.isEmpty()
                ? treated
                : new Treated(
                        treated.action(),
                        treated.by(),
                        suppressions.stream().distinct().toList());
    }

    private About about() {
        About known = about;
        if (known == null) {
            LocalDate today = LocalDate.ofInstant(handling.clock().instant(), ZoneOffset.UTC);
            known = new About(
                    rules.stream()
                            .filter(rule -> rule.where().fits(concerned.server(), concerned.tool()))
                            .filter(rule -> isFor(rule.whom()))
                            .toList(),
                    new Suppressions(suppressions(today), fields, handling.codes()));
            about = known;
        }
        return known;
    }

    private List<Suppression> suppressions(LocalDate today) {
        return handling.suppressions().stream()
                .filter(each -> each.holds(today))
                .filter(each ->
                        new DataRule.Where(Optional.empty(), each.tools()).fits(concerned.server(), concerned.tool()))
                .toList();
    }

    private boolean isFor(Whom whom) {
        return switch (whom) {
            case Whom.Everybody _ -> true;
            case Whom.Some some ->
                concerned.caller().filter(caller -> isOne(some, caller)).isPresent();
        };
    }

    private static boolean isOne(Whom.Some some, Principal caller) {
        return some.users().contains(caller.id())
                || some.groups().stream().anyMatch(caller.groups()::contains)
                || some.roles().stream().anyMatch(caller.roles()::contains);
    }

    private Action action(About now, Finding piece) {
        for (DataRule rule : ruled.computeIfAbsent(Selected.Kind.of(piece), _ -> ofKind(now.rules(), piece))) {
            if (share(piece.confidence()) >= rule.confidence()) {
                return switch (rule.action()) {
                    case ALLOW -> Action.ALLOW;
                    case ALERT -> Action.ALERT;
                    case MASK -> Action.MASK;
                    case TOKENIZE -> Action.TOKENIZE;
                    case BLOCK -> Action.BLOCK;
                };
            }
        }
        return handling.usual(piece.id());
    }

    private static List<DataRule> ofKind(List<DataRule> rules, Finding piece) {
        return rules.stream()
                .filter(rule -> Selected.isOne(rule.types(), piece))
                .toList();
    }

    /// As `tidegate inspect` says it.
    private static double share(Confidence confidence) {
        return switch (confidence) {
            case POSSIBLE -> 0.5;
            case LIKELY -> 0.9;
            case CERTAIN -> 1;
        };
    }
}
