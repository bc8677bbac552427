package io.tidegate.control;

import io.tidegate.call.Call;
import io.tidegate.call.ControlId;
import io.tidegate.call.Reason;
import io.tidegate.call.Verdict;
import io.tidegate.config.Glob;
import io.tidegate.config.Guard;
import java.math.BigDecimal;
import java.util.Optional;

/// Is each value that a server gets one that the operator listed, or a number between the operator's bounds?
///
/// Texts are compared letter by letter. Does not see what a server makes of a value: some take `Open` for `open`.
final class AllowedValues implements BeforeControl {
    private static final int TEXT_MAX = 4_096;
    private static final int DIGITS_MAX = 64;
    private static final Objection KIND =
            new Objection("kind", "is of a kind that is not allowed", "Give it as its description says.");
    private static final Objection OTHER =
            new Objection("other", "is not one of the values that are allowed", "Do not guess others.");

    private final Bindings<Guard.Rule.Listed> listed;
    private final Bindings<Guard.Rule.Range> numbers;

    AllowedValues(Guards guards) {
        this.listed = guards.bound(Guard.Rule.Listed.class, (_, rule) -> rule);
        this.numbers = guards.bound(Guard.Rule.Range.class, (_, rule) -> rule);
    }

    @Override
    public ControlId id() {
        return ControlId.ALLOWED_VALUES;
    }

    @Override
    public Verdict judge(Call call) {
        Verdict verdict = listed.judge(call, Reason.VALUE_NOT_ALLOWED, AllowedValues::listed);
        return verdict instanceof Verdict.Refuse
                ? verdict
                : numbers.judge(call, Reason.VALUE_NOT_ALLOWED, AllowedValues::number);
    }

    /// A number is compared as it is written: `10` is not `1e1`.
    private static Optional<Objection> listed(Guard.Rule.Listed rule, Given given) {
        return switch (given.kind()) {
            case TEXT, NUMBER, TRUTH, URI -> {
                boolean fits = given.text().length() <= TEXT_MAX
                        && (rule.oneOf().contains(given.text())
                                || rule.like().stream().anyMatch(pattern -> Glob.fits(pattern, given.text())));
                yield fits ? Optional.empty() : Optional.of(OTHER);
            }
            case UNFIT -> Optional.of(KIND);
        };
    }

    /// Both as it is written and as the double that most servers read.
    private static Optional<Objection> number(Guard.Rule.Range rule, Given given) {
        return switch (given.kind()) {
            case NUMBER -> {
                boolean fits = given.text().length() <= DIGITS_MAX && isWithin(rule, given.text());
                yield fits ? Optional.empty() : Optional.of(new Objection("range", bounds(rule), "Take one of those."));
            }
            case TEXT, TRUTH, URI, UNFIT -> Optional.of(KIND);
        };
    }

    private static boolean isWithin(Guard.Rule.Range rule, String text) {
        try {
            BigDecimal exact = new BigDecimal(text);
            return isWithin(rule, exact) && isWithin(rule, new BigDecimal(exact.doubleValue()));
        } catch (NumberFormatException beyond) {
            return false; // an exponent that nothing can hold, or no finite double
        }
    }

    private static boolean isWithin(Guard.Rule.Range rule, BigDecimal value) {
        return rule.min().filter(least -> value.compareTo(least) < 0).isEmpty()
                && rule.max().filter(most -> value.compareTo(most) > 0).isEmpty();
    }

    private static String bounds(Guard.Rule.Range rule) {
        String least = rule.min().map(min -> " from " + min.toPlainString()).orElse("");
        String most = rule.max().map(max -> " to " + max.toPlainString()).orElse("");
        return "must be a number" + least + (least.isEmpty() && !most.isEmpty() ? " up" + most : most);
    }
}
