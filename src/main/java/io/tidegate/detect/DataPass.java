package io.tidegate.detect;

import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonEdits;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.JsonValue;
import io.tidegate.json.MalformedJson;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What sensitive data does a JSON document hold, anywhere in it, and how does it look with that dealt with?
///
/// Every string is looked at, names of members included, and every long number. The same text is masked the same way
/// wherever it stands.
public final class DataPass {
    private static final int NUMBER_LENGTH_MIN = 12; // the shortest card; an exponent makes none shorter
    private static final int NUMBER_DIGITS_MAX = 64;
    private static final int ROUNDS_MAX = 8; // honest texts need two, the second of which finds nothing
    private static final int ENCODED_LENGTH_MIN = 16;

    /// What is done about a type.
    public enum Action {
        ALERT,
        MASK,
        BLOCK
    }

    private final Map<DataType, Action> actions;
    private final Optional<DataScanner> scanner;

    /// @param actions for each type that is looked for; a type without one is not
    public DataPass(Map<DataType, Action> actions) {
        this.actions = new EnumMap<>(DataType.class);
        this.actions.putAll(actions);
        this.scanner = actions.isEmpty() ? Optional.empty() : Optional.of(new DataScanner(actions.keySet()));
    }

    public sealed interface Outcome {
        /// @param document the one that came in, where nothing had to be masked
        /// @param found how many of each type
        record Examined(JsonDocument document, Map<DataType, Integer> found) implements Outcome {}

        /// Something was found that must not pass.
        record Blocked(DataType type, Map<DataType, Integer> found) implements Outcome {}

        /// Not everything could be looked at.
        record TooMuch() implements Outcome {}
    }

    public Action action(DataType type) {
        return actions.getOrDefault(type, Action.ALERT);
    }

    public Outcome examine(JsonDocument document) {
        if (scanner.isEmpty()) {
            return new Outcome.Examined(document, Map.of());
        }
        Run run = new Run(scanner.get(), document);
        for (JsonValue value : document.root().scalars()) {
            if (!run.look(value)) {
                return new Outcome.TooMuch();
            }
        }
        return run.outcome();
    }

    private final class Run {
        private final DataScanner patterns;
        private final JsonEdits edits;
        private final Map<DataType, Integer> found = new EnumMap<>(DataType.class);

        Run(DataScanner patterns, JsonDocument document) {
            this.patterns = patterns;
            this.edits = new JsonEdits(document);
        }

        /// Whether the value could be examined as a whole.
        boolean look(JsonValue value) {
            if (value.is(JsonKind.NUMBER)) {
                return value.end() - value.start() < NUMBER_LENGTH_MIN || number(value);
            }
            String text = value.text();
            Optional<String> inner = decoded(text);
            Optional<String> open = inner.flatMap(this::masked);
            if (inner.isPresent() && !open.equals(inner)) {
                return encoded(value, open);
            }
            // What decodes may still be data as it stands: sixteen digits are base64 too.
            Optional<String> masked = masked(text);
            masked.filter(changed -> !changed.equals(text)).ifPresent(changed -> edits.replaceText(value, changed));
            return masked.isPresent();
        }

        /// A text that is base64 as a whole stays base64, so that whoever decodes it still can.
        private boolean encoded(JsonValue value, Optional<String> masked) {
            masked.map(text -> Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)))
                    .ifPresent(changed -> edits.replaceText(value, changed));
            return masked.isPresent();
        }

        /// A number can't be masked and stay a number of its kind; zero says at least nothing.
        private boolean number(JsonValue value) {
            String digits = written(value.json());
            Optional<String> masked = masked(digits);
            masked.filter(changed -> !changed.equals(digits))
                    .ifPresent(_ -> edits.replace(value, "0".getBytes(StandardCharsets.US_ASCII)));
            return masked.isPresent();
        }

        /// The text with what is to be masked masked; empty where it could not be examined.
        ///
        /// It is looked at again after each masking: what stays of two things side by side could make up a
        /// third.
        private Optional<String> masked(String text) {
            String current = text;
            for (int round = 0; round < ROUNDS_MAX; round++) {
                if (!(patterns.scan(current) instanceof Examination.Complete complete)) {
                    return Optional.empty();
                }
                List<Finding> hidden = complete.findings().stream()
                        .filter(finding -> action(finding.type()) == Action.MASK)
                        .toList();
                List<Finding> counted = round == 0 ? complete.findings() : hidden;
                counted.forEach(finding -> found.merge(finding.type(), 1, Integer::sum));
                if (hidden.isEmpty()) {
                    return Optional.of(current);
                }
                current = Masking.mask(current, hidden);
            }
            return Optional.empty();
        }

        Outcome outcome() {
            for (DataType type : found.keySet()) {
                if (action(type) == Action.BLOCK) {
                    return new Outcome.Blocked(type, found);
                }
            }
            try {
                return new Outcome.Examined(edits.apply(JsonLimits.EXAMINED), found);
            } catch (MalformedJson collision) {
                return new Outcome.TooMuch(); // two names became one: what it would mean can't be known
            }
        }
    }

    /// A number as people write it: `4.2e3` is 4200. One too large or small for that is no card's.
    private static String written(String json) {
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

    private static Optional<String> decoded(String text) {
        if (text.length() < ENCODED_LENGTH_MIN || text.length() % 4 != 0 || text.indexOf(' ') >= 0) {
            return Optional.empty();
        }
        try {
            byte[] inner = Base64.getDecoder().decode(text);
            String decoded = new String(inner, StandardCharsets.UTF_8);
            return decoded.indexOf('\ufffd') < 0 ? Optional.of(decoded) : Optional.empty();
        } catch (IllegalArgumentException plain) {
            return Optional.empty();
        }
    }
}
