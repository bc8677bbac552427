package io.tidegate.detect;

import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonEdits;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.JsonValue;
import io.tidegate.json.MalformedJson;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/// What sensitive data does a JSON document hold, anywhere in it, and how does it look with that dealt with?
///
/// Every string is looked at, names of members included, and every long number. The same text is masked the same way
/// wherever it stands.
public final class DataPass {
    private static final int NUMBER_LENGTH_MIN = 8; // the shortest number of a person; an exponent makes none shorter
    private static final int OWN_NUMBER_LENGTH_MIN = 4;
    private static final int NUMBER_DIGITS_MAX = 64;
    private static final int ROUNDS_MAX = 8; // honest texts need two, the second of which finds nothing

    /// More to change in one text than any honest one has: a page of 10,000 addresses is a leak whatever it is.
    static final int CHANGED_MAX = 10_000;

    /// What is done about data. The order is the order of strictness: where several are due, the last is done.
    public enum Action {
        /// It passes as if nobody had looked for it.
        ALLOW,
        /// It passes, and is noted.
        ALERT,
        /// It passes with a token in its place, which some tools get back as what it stands for.
        TOKENIZE,
        /// It passes with most of it taken out.
        MASK,
        /// It does not pass, nor what it stands in.
        BLOCK;

        /// As it is called in the configuration and in records.
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean changes() {
            return this == MASK || this == TOKENIZE;
        }

        Action orStricter(Action other) {
            return compareTo(other) >= 0 ? this : other;
        }
    }

    private final Optional<DataScanner> scanner;
    private final int numberLengthMin;
    private final Treatment usual;
    private final Optional<DataTokens> tokens;

    /// The same is done about a type wherever it stands and whoever gets it.
    ///
    /// @param actions for each type that is looked for; a type without one is not
    public DataPass(Map<DataType, Action> actions) {
        this(new Sought(actions.keySet(), OwnData.NONE), usual(actions), Optional.empty());
    }

    /// What is looked for.
    ///
    /// @param own of the organisation's own
    public record Sought(Set<DataType> types, OwnData own) {
        public Sought {
            types = Set.copyOf(types);
        }

        boolean isEmpty() {
            return types.isEmpty() && own.isEmpty();
        }
    }

    /// @param sought what is looked for
    /// @param usual what is done where nothing else is said
    /// @param tokens what knows tokens, where there are any
    public DataPass(Sought sought, Treatment usual, Optional<DataTokens> tokens) {
        this.scanner = sought.isEmpty() ? Optional.empty() : Optional.of(new DataScanner(sought.types(), sought.own()));
        this.numberLengthMin = sought.own().isEmpty() ? NUMBER_LENGTH_MIN : OWN_NUMBER_LENGTH_MIN;
        this.usual = usual;
        this.tokens = tokens;
    }

    private static Treatment usual(Map<DataType, Action> actions) {
        Map<DataType, Action> own = Map.copyOf(actions);
        return (finding, _) -> strictest(finding, piece -> own.getOrDefault(piece.type(), Action.ALLOW));
    }

    /// What is done about a finding of which nothing is suppressed.
    public static Treatment.Treated strictest(Finding finding, Function<Finding, Action> actions) {
        Finding by = finding;
        Action action = Action.ALLOW;
        for (Finding piece : finding.pieces()) {
            Action due = actions.apply(piece);
            by = due.compareTo(action) > 0 ? piece : by;
            action = action.orStricter(due);
        }
        return new Treatment.Treated(action, by, List.of());
    }

    public sealed interface Outcome {
        /// @param document the one that came in, where nothing had to be changed
        record Examined(JsonDocument document, Tally found) implements Outcome {}

        /// Something was found that must not pass.
        ///
        /// @param id what it is called
        record Blocked(String id, Tally found) implements Outcome {}

        /// Not everything could be looked at.
        record TooMuch() implements Outcome {}
    }

    /// Whether a number is too short to be anything that is looked for.
    boolean isShort(JsonValue number) {
        return number.end() - number.start() < numberLengthMin;
    }

    /// What opens the tokens of one document, where there are any.
    Optional<OpenedTokens> opening() {
        return tokens.map(OpenedTokens::new);
    }

    /// What was found in a text, without what stands in a token of ours.
    ///
    /// @param opened and `questions` of the document that the text is of
    Examination found(String text, String name, Optional<OpenedTokens> opened, PlanQuestions questions) {
        if (scanner.isEmpty()) {
            return new Examination.Complete(List.of(), 0);
        }
        return switch (scanner.get().scan(text, name, questions)) {
            case Examination.Complete complete -> besideTokens(complete, text, opened);
            case Examination.TooMuchToExamine tooMuch -> tooMuch;
        };
    }

    private static Examination besideTokens(Examination.Complete complete, String text, Optional<OpenedTokens> opened) {
        if (opened.isEmpty() || complete.findings().isEmpty() || !text.contains(DataTokens.START)) {
            return complete;
        }
        Optional<List<DataTokens.Token>> there = opened.get().in(text);
        if (there.isEmpty()) {
            return new Examination.TooMuchToExamine(Examination.Limit.TOKENS);
        }
        NavigableMap<Integer, DataTokens.Token> known = new TreeMap<>();
        there.get().forEach(token -> known.put(token.start(), token));
        List<Finding> beside = complete.findings().stream()
                .filter(finding -> {
                    Map.Entry<Integer, DataTokens.Token> before = known.floorEntry(finding.start());
                    return before == null || !before.getValue().covers(finding);
                })
                .toList();
        return new Examination.Complete(beside, complete.steps());
    }

    public Outcome examine(JsonDocument document) {
        return examine(document, usual, Optional.empty());
    }

    /// @param treatment of this document; it is asked only where something was found
    /// @param restored in the texts of this part of it, tokens become what they stand for
    public Outcome examine(JsonDocument document, Treatment treatment, Optional<JsonValue> restored) {
        if (scanner.isEmpty() && restored.isEmpty()) {
            return new Outcome.Examined(document, new Tally());
        }
        Run run = new Run(document, treatment, restored);
        for (JsonValue value : document.root().scalars()) {
            if (!run.look(value)) {
                return new Outcome.TooMuch();
            }
        }
        return run.outcome();
    }

    private final class Run {
        private final Treatment treatment;
        private final Optional<JsonValue> restored;
        private final JsonEdits edits;
        private final Tally found = new Tally();
        private final Optional<OpenedTokens> opened = opening();
        private final PlanQuestions questions = new PlanQuestions();
        private final MemberNames names = new MemberNames();
        private Optional<String> blocked = Optional.empty();
        private String name = ""; // of the member that is looked at

        Run(JsonDocument document, Treatment treatment, Optional<JsonValue> restored) {
            this.treatment = treatment;
            this.restored = restored;
            this.edits = new JsonEdits(document);
        }

        /// Whether the value could be examined as a whole.
        boolean look(JsonValue value) {
            if (value.isName()) {
                String own = value.text();
                name = "";
                names.enter(value, own);
                return text(value, own);
            }
            name = names.over(value);
            if (value.is(JsonKind.NUMBER)) {
                return isShort(value) || number(value);
            }
            return text(value, value.text());
        }

        private boolean text(JsonValue value, String text) {
            String current = text;
            Optional<Decoded> inner = Decoded.whole(text);
            if (inner.isPresent()) {
                Optional<String> open = masked(inner.get().text(), value);
                if (open.isEmpty()) {
                    return false;
                }
                // A text that is base64 as a whole stays base64, so that whoever decodes it still can.
                current = open.equals(inner.map(Decoded::text))
                        ? text
                        : inner.get().encoded(open.get());
            }
            // What decodes may still be data as it stands: sixteen digits are base64 too.
            Optional<String> masked = masked(current, value);
            Optional<String> left = masked.isPresent() && restores(value) ? restored(masked.get(), text) : masked;
            if (left.isPresent() && !left.get().equals(text)) {
                edits.replaceText(value, left.get());
            }
            return left.isPresent();
        }

        private boolean restores(JsonValue value) {
            return restored.isPresent()
                    && !value.isName()
                    && restored.filter(part -> part.start() <= value.start() && value.end() <= part.end())
                            .isPresent();
        }

        /// What is left of a text, with the tokens that it came with as what they stand for. That is not looked at
        /// again: it is data, and goes where it may. Empty where there are too many.
        private Optional<String> restored(String left, String came) {
            if (opened.isEmpty() || !came.contains(DataTokens.START)) {
                return Optional.of(left);
            }
            Optional<List<DataTokens.Token>> before = opened.get().in(came);
            Optional<List<DataTokens.Token>> there = opened.get().in(left);
            if (before.isEmpty() || there.isEmpty()) {
                return Optional.empty();
            }
            Set<String> arrived = new HashSet<>();
            before.get().forEach(token -> arrived.add(came.substring(token.start(), token.end())));
            StringBuilder whole = new StringBuilder(left.length());
            int done = 0;
            for (DataTokens.Token token : there.get()) {
                if (arrived.contains(left.substring(token.start(), token.end()))) {
                    whole.append(left, done, token.start()).append(token.value());
                    done = token.end();
                    found.restored(token.id());
                }
            }
            return Optional.of(whole.append(left, done, left.length()).toString());
        }

        /// A number can't be masked and stay a number of its kind; zero says at least nothing.
        private boolean number(JsonValue value) {
            String digits = written(value.json());
            Optional<String> masked = masked(digits, value);
            masked.filter(changed -> !changed.equals(digits))
                    .ifPresent(_ -> edits.replace(value, "0".getBytes(StandardCharsets.US_ASCII)));
            return masked.isPresent();
        }

        /// The text with what is to be masked masked; empty where it could not be examined.
        ///
        /// It is looked at again after each masking: what stays of two things side by side could make up a
        /// third.
        private Optional<String> masked(String text, JsonValue value) {
            String current = text;
            for (int round = 0; round < ROUNDS_MAX; round++) {
                if (!(found(current, name, opened, questions) instanceof Examination.Complete complete)) {
                    return Optional.empty();
                }
                if (complete.findings().isEmpty()) {
                    return Optional.of(current);
                }
                List<Masking.Hidden> hidden =
                        hidden(complete.findings(), new Treatment.Spot(Optional.of(value), current), round == 0);
                if (hidden.isEmpty()) {
                    return Optional.of(current);
                }
                if (hidden.size() > CHANGED_MAX) {
                    return Optional.empty();
                }
                current = JsonMasking.hide(current, hidden);
            }
            return Optional.empty();
        }

        /// Those that are to be changed. What passes, or stops all, is counted once.
        ///
        /// @param first whether the text is as it came
        private List<Masking.Hidden> hidden(List<Finding> findings, Treatment.Spot spot, boolean first) {
            List<Masking.Hidden> hidden = new ArrayList<>();
            for (Finding finding : findings) {
                Treatment.Treated treated = treatment.of(finding, spot);
                if (treated.action().changes()) {
                    maskBefore(finding.start(), hidden);
                    hidden.add(new Masking.Hidden(finding, token(treated, finding, spot.text())));
                }
                if (first || treated.action().changes()) {
                    found.add(treated);
                }
                if (treated.action() == Action.BLOCK && blocked.isEmpty()) {
                    blocked = Optional.of(treated.by().id());
                }
            }
            return hidden;
        }

        /// A token that ends where something else is changed could not be told from what comes there.
        private static void maskBefore(int start, List<Masking.Hidden> hidden) {
            if (!hidden.isEmpty() && hidden.getLast().finding().end() == start) {
                hidden.add(hidden.removeLast().masked());
            }
        }

        /// What stands in its place, where a token can: one that runs into what is behind it could not be told apart,
        /// nor one that is run into.
        private Optional<String> token(Treatment.Treated treated, Finding finding, String text) {
            return treated.action() == Action.TOKENIZE
                            && !DataTokens.runsInto(text, finding.end())
                            && !DataTokens.endsAt(text, finding.start())
                    ? tokens.flatMap(
                            known -> known.of(treated.by().id(), text.substring(finding.start(), finding.end())))
                    : Optional.empty();
        }

        Outcome outcome() {
            if (blocked.isPresent()) {
                return new Outcome.Blocked(blocked.get(), found);
            }
            try {
                return new Outcome.Examined(edits.apply(JsonLimits.EXAMINED), found);
            } catch (MalformedJson collision) {
                return new Outcome.TooMuch(); // two names became one: what it would mean can't be known
            }
        }
    }

    /// A number as people write it: `4.2e3` is 4200. One too large or small for that is no card's.
    static String written(String json) {
        if (json.indexOf('e') < 0 && json.indexOf('E') < 0) {
            return json;
        }
        try {
            BigDecimal number = new BigDecimal(json);
            boolean plain = Math.abs((long) number.scale()) <= NUMBER_DIGITS_MAX;
            return plain ? number.stripTrailingZeros().toPlainString() : json;
        } catch (NumberFormatException | ArithmeticException beyond) {
            return json;
        }
    }
}
