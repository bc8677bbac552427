package io.tidegate.cedar;

import io.tidegate.cedar.Value.Fields;
import io.tidegate.cedar.Value.Uid;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A request and entities that are all known before, as Cedar's JSON forms give them.
record KnownWorld(Uid principal, Uid action, Uid resource, Fields context, Map<Uid, Known> entities)
        implements Request {
    /// An entity with all that it is in, directly or not.
    record Known(Map<String, Value> attributes, Map<String, Value> tags, Map<String, Set<String>> above)
            implements Entity {
        @Override
        public @Nullable Value attribute(String name) {
            return attributes.get(name);
        }

        @Override
        public @Nullable Value tag(String key) {
            return tags.get(key);
        }

        @Override
        public Set<String> ancestors(String type) {
            return above.getOrDefault(type, Set.of());
        }
    }

    @Override
    public @Nullable Value context(String attribute) {
        return context.fields().get(attribute);
    }

    @Override
    public @Nullable Entity entity(Uid uid) {
        return entities.get(uid);
    }

    /// The entities of a list in Cedar's JSON form, each with `uid`, `attrs`, `parents` and perhaps `tags`.
    static Map<Uid, Known> entities(JsonNode list) {
        Map<Uid, Set<Uid>> parents = new HashMap<>();
        for (JsonNode entity : list) {
            Set<Uid> direct = parents.computeIfAbsent(ValueReader.uid(entity.path("uid")), _ -> new HashSet<>());
            entity.path("parents").forEach(parent -> direct.add(ValueReader.uid(parent)));
        }
        Map<Uid, Known> known = new HashMap<>();
        for (JsonNode entity : list) {
            Uid uid = ValueReader.uid(entity.path("uid"));
            known.put(uid, new Known(fields(entity.path("attrs")), fields(entity.path("tags")), above(uid, parents)));
        }
        return known;
    }

    private static Map<String, Value> fields(JsonNode json) {
        return json.isMissingNode() ? Map.of() : ((Fields) ValueReader.read(json)).fields();
    }

    private static Map<String, Set<String>> above(Uid uid, Map<Uid, Set<Uid>> parents) {
        Map<String, Set<String>> above = new HashMap<>();
        Deque<Uid> open = new ArrayDeque<>(parents.getOrDefault(uid, Set.of()));
        while (!open.isEmpty()) {
            Uid next = open.pop();
            if (above.computeIfAbsent(next.type(), _ -> new HashSet<>()).add(next.id())) {
                open.addAll(parents.getOrDefault(next, Set.of()));
            }
        }
        return above;
    }
}
