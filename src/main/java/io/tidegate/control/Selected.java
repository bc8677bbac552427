package io.tidegate.control;

import io.tidegate.config.DataRule;
import io.tidegate.config.DataSelector;
import io.tidegate.detect.DataType;
import io.tidegate.detect.Finding;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What does the configuration mean by a type of data, a family of types, or what was recognised in one way?
final class Selected {
    private Selected() {}

    /// All of a finding that selectors look at: whatever fits one of a kind fits all of it.
    ///
    /// @param way how it was recognised
    record Kind(String id, String way) {
        static Kind of(Finding piece) {
            return new Kind(piece.id(), piece.kind());
        }
    }

    /// All that is spoken of, so that it is looked for. Says nothing of types of the organisation's own.
    static Set<DataType> types(Set<String> ids, List<DataRule> rules) {
        Set<DataType> types = EnumSet.noneOf(DataType.class);
        for (DataType type : DataType.values()) {
            boolean isRuled = rules.stream()
                    .flatMap(rule -> rule.types().stream())
                    .anyMatch(selector -> isOf(type, selector.id()) || type.id().equals(selector.id()));
            if (isRuled || ids.contains(type.id())) {
                types.add(type);
            }
        }
        return types;
    }

    /// Whether a finding of one piece is one of these.
    static boolean isOne(List<DataSelector> selectors, Finding piece) {
        return selectors.stream()
                .anyMatch(selector -> (selector.id().equals(piece.id()) || isOf(piece.type(), selector.id()))
                        && selector.way()
                                .filter(way -> !piece.isRecognisedAs(way))
                                .isEmpty());
    }

    private static boolean isOf(DataType type, String family) {
        return type.family().name().toLowerCase(Locale.ROOT).equals(family);
    }
}
