package io.tidegate.control;

import io.tidegate.config.DataRule;
import io.tidegate.config.DataRules;
import io.tidegate.config.DataSelector;
import io.tidegate.detect.DataPass;
import io.tidegate.detect.DataPass.Action;
import io.tidegate.detect.DataType;
import io.tidegate.detect.Finding;
import io.tidegate.detect.OwnData;
import io.tidegate.detect.OwnType;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

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

    /// What is done about each type by the lists.
    static Map<String, Action> usual(DataRules.Handling handling) {
        Map<String, Action> actions = new HashMap<>();
        handling.mask().forEach(id -> actions.put(id, Action.MASK));
        handling.block().forEach(id -> actions.put(id, Action.BLOCK));
        handling.alert().forEach(id -> actions.put(id, Action.ALERT));
        return Map.copyOf(actions);
    }

    /// All that is spoken of, so that it is looked for.
    ///
    /// @param own all that the organisation has declared
    static DataPass.Sought of(Set<String> ids, List<DataRule> rules, OwnData own) {
        return new DataPass.Sought(types(ids, rules), own.of(own(ids, rules, own)));
    }

    private static Set<DataType> types(Set<String> ids, List<DataRule> rules) {
        Set<DataType> types = EnumSet.noneOf(DataType.class);
        for (DataType type : DataType.values()) {
            boolean isRuled = rules.stream()
                    .flatMap(rule -> rule.types().stream())
                    .anyMatch(selector -> isOf(type, selector.id()) || type.id().equals(selector.id()));
            if (type != DataType.OWN && (isRuled || ids.contains(type.id()))) {
                types.add(type);
            }
        }
        return types;
    }

    /// The names of those of the organisation's own that are spoken of.
    private static Set<String> own(Set<String> ids, List<DataRule> rules, OwnData own) {
        return own.types().stream()
                .filter(type -> ids.contains(type.id())
                        || rules.stream()
                                .flatMap(rule -> rule.types().stream())
                                .anyMatch(selector -> isOf(DataType.OWN, selector.id())
                                        || type.id().equals(selector.id())))
                .map(OwnType::name)
                .collect(Collectors.toSet());
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
