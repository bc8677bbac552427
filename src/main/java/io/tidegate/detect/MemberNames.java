package io.tidegate.detect;

import io.tidegate.json.JsonValue;
import java.util.ArrayDeque;
import java.util.Deque;

/// Under which name does a value of a JSON document stand? Inside of an array that is the array's. Values are asked for
/// in the order in which they stand there.
final class MemberNames {
    /// @param end of the member's value
    private record Open(String name, int end) {}

    private final Deque<Open> open = new ArrayDeque<>();

    /// The name of a member comes by.
    void enter(JsonValue name, String text) {
        leave(name);
        open.addLast(new Open(text, name.named().end()));
    }

    /// The name of the innermost member that the value is in; none where it is in none.
    String over(JsonValue value) {
        leave(value);
        return open.isEmpty() ? "" : open.getLast().name();
    }

    private void leave(JsonValue next) {
        while (!open.isEmpty() && next.start() >= open.getLast().end()) {
            open.removeLast();
        }
    }
}
