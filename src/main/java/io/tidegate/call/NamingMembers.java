package io.tidegate.call;

import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonValue;
import java.util.List;
import java.util.Optional;

/// Do two versions of a request name the same thing? A control that mends content may not make it name another: the
/// target was found by the name, policies judged it, and headers repeat it.
final class NamingMembers {
    private static final List<String> MEMBERS = List.of("name", "uri", "taskId");

    private NamingMembers() {}

    static boolean same(JsonDocument before, JsonDocument after) {
        if (before == after) {
            return true;
        }
        boolean top = same(Optional.of(before.root()), Optional.of(after.root()));
        return top && same(before.root().get("ref"), after.root().get("ref"));
    }

    private static boolean same(Optional<JsonValue> before, Optional<JsonValue> after) {
        return MEMBERS.stream().allMatch(member -> named(before, member).equals(named(after, member)));
    }

    private static Optional<String> named(Optional<JsonValue> object, String member) {
        return object.flatMap(found -> found.string(member));
    }
}
