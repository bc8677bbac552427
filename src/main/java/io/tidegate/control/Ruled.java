package io.tidegate.control;

import io.tidegate.call.Call;
import io.tidegate.catalog.Tool;
import io.tidegate.config.LimitRule;
import io.tidegate.config.LimitRule.Per;
import io.tidegate.config.Profile;
import io.tidegate.mcp.Method;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Which limits of one kind hold for a call, and under which name does it count for each? Of the rules that count by
/// the same, the first that fits it; those that count by something else beside it.
///
/// @param rules in their order
record Ruled<T>(List<One<T>> rules) {
    /// A rule and what it counts with.
    ///
    /// @param words which it is, for whoever is refused: `user and tool`
    /// @param place which it is, for whoever reads the trail
    record One<T>(LimitRule rule, String words, String place, T counter) {}

    /// What holds for a call.
    record Held<T>(One<T> one, String key) {}

    Ruled {
        rules = List.copyOf(rules);
    }

    List<Held<T>> of(Call call) {
        if (rules.isEmpty()) {
            return List.of();
        }
        List<Held<T>> held = new ArrayList<>(rules.size());
        for (One<T> one : rules) {
            boolean counted = held.stream()
                    .anyMatch(
                            other -> other.one().rule().per().equals(one.rule().per()));
            if (!counted && fits(one.rule(), call)) {
                held.add(new Held<>(one, Whose.key(one.rule(), call)));
            }
        }
        return held;
    }

    /// Whether a server has to do something for it beyond telling how something is.
    static boolean isWork(String method) {
        return switch (method) {
            case Method.TOOLS_CALL, Method.PROMPTS_GET, Method.RESOURCES_READ, Method.COMPLETE -> true;
            default -> false;
        };
    }

    /// Looking after a task is no call of its tool.
    private static boolean fits(LimitRule rule, Call call) {
        boolean choosy = !(rule.tools() instanceof Profile.Tools.Every);
        if ((choosy || rule.per().contains(Per.TOOL)) && Method.isOfTask(call.method())) {
            return false;
        }
        boolean ofTools = !choosy
                || (call.target() instanceof Tool tool
                        && rule.tools().show(tool.server().name(), tool.name()));
        return ofTools
                && (rule.groups().isEmpty()
                        || !Collections.disjoint(
                                rule.groups(), call.caller().principal().groups()));
    }
}
