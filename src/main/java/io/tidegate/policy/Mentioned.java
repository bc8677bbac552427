package io.tidegate.policy;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/// Somebody whom policies speak of: a group, a role, a user or an agent. Of a tenant are all who call
/// its gateway.
///
/// @param name as policies write it
public record Mentioned(Kind kind, String name) implements Comparable<Mentioned> {
    /// What they are, as the schema names it.
    public enum Kind {
        GROUP("Group"),
        ROLE("Role"),
        USER("User"),
        AGENT("Agent");

        private final String entity;

        Kind(String entity) {
            this.entity = entity;
        }

        /// For people.
        public String word() {
            return entity.toLowerCase(java.util.Locale.ROOT);
        }
    }

    /// All that stand anywhere in a policy.
    static Set<Mentioned> in(JsonNode policy) {
        Set<Mentioned> all = new TreeSet<>();
        collect(policy, all);
        return all;
    }

    private static void collect(JsonNode expression, Set<Mentioned> all) {
        String type = expression.path("type").asString("");
        String id = expression.path("id").asString("");
        Optional<Kind> kind = Arrays.stream(Kind.values())
                .filter(each -> each.entity.equals(type))
                .findFirst();
        if (kind.isPresent() && !id.isEmpty()) {
            all.add(new Mentioned(kind.get(), id));
        }
        expression.valueStream().forEach(part -> collect(part, all));
    }

    @Override
    public int compareTo(Mentioned other) {
        int kinds = kind.compareTo(other.kind);
        return kinds == 0 ? name.compareTo(other.name) : kinds;
    }
}
