package io.tidegate.control;

import io.tidegate.catalog.Target;
import io.tidegate.config.Profile;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Which scopes does a call need?
public final class ScopeRules {
    /// Nothing needs any.
    public static final ScopeRules NONE = new ScopeRules(Map.of());

    private final List<Rule> rules;

    private record Rule(Profile.Tools.Matching pattern, Set<String> scopes) {}

    /// @param byPattern scopes for each pattern: one with `__` is held against `server__name`, any other against the
    /// server's own name for it; `*` stands for any characters
    public ScopeRules(Map<String, List<String>> byPattern) {
        this.rules = byPattern.entrySet().stream()
                .map(each -> new Rule(new Profile.Tools.Matching(List.of(each.getKey())), Set.copyOf(each.getValue())))
                .toList();
    }

    /// All scopes of all patterns that fit.
    Set<String> needed(Target target) {
        Set<String> needed = new TreeSet<>();
        for (Rule rule : rules) {
            if (rule.pattern().show(target.server().name(), target.name())) {
                needed.addAll(rule.scopes());
            }
        }
        return needed;
    }
}
