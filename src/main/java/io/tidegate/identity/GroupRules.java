package io.tidegate.identity;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// In which groups is somebody of this name, where nothing else says it? By patterns of names.
public final class GroupRules {
    public static final GroupRules NONE = new GroupRules(Map.of());

    private final List<Rule> rules;

    private record Rule(NamePatterns names, List<String> groups) {}

    public GroupRules(Map<String, List<String>> byPattern) {
        this.rules = byPattern.entrySet().stream()
                .map(each -> new Rule(new NamePatterns(List.of(each.getKey())), List.copyOf(each.getValue())))
                .toList();
    }

    Set<String> of(String name) {
        return rules.stream()
                .filter(rule -> rule.names().fit(name))
                .flatMap(rule -> rule.groups().stream())
                .collect(Collectors.toSet());
    }
}
