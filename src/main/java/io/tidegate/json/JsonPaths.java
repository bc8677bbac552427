package io.tidegate.json;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// By which steps is a value of a document reached?
///
/// The document is walked once; after that a path costs no more than its length. For one thread.
public final class JsonPaths {
    private static final int NO_PLACE = -1;

    private final JsonDocument document;
    private final int[] parents;
    private final int[] places; // in a list, else NO_PLACE
    private final Map<Integer, String> names = new HashMap<>(); // of members that were asked for

    /// How a value is reached.
    ///
    /// @param steps the names of members, and the places in lists
    /// @param isElement whether the last step is a place in a list
    public record Path(List<String> steps, boolean isElement) {
        public Path {
            steps = List.copyOf(steps);
        }
    }

    public JsonPaths(JsonDocument document) {
        this.document = document;
        int count = document.entry(0, JsonDocument.NEXT);
        this.parents = new int[count];
        this.places = new int[count];
        for (int at = 0; at < count; at++) {
            JsonValue parent = new JsonValue(document, at);
            int place = 0;
            for (JsonValue element : parent.elements()) {
                parents[element.index()] = at;
                places[element.index()] = place++;
            }
            for (JsonValue.Member member : parent.members()) {
                parents[member.value().index()] = at;
                places[member.value().index()] = NO_PLACE;
            }
        }
    }

    /// From one value to one inside it; empty where it is not inside, or the name of a member.
    public Optional<Path> path(JsonValue top, JsonValue value) {
        if (value.isName() || value.start() < top.start() || value.end() > top.end()) {
            return Optional.empty();
        }
        List<String> steps = new ArrayList<>();
        int at = value.index();
        while (at != top.index()) {
            steps.add(places[at] == NO_PLACE ? name(at) : Integer.toString(places[at]));
            at = parents[at];
        }
        Collections.reverse(steps);
        return Optional.of(new Path(steps, !steps.isEmpty() && places[value.index()] != NO_PLACE));
    }

    private String name(int member) {
        return names.computeIfAbsent(member, at -> new JsonValue(document, at - 1).text());
    }
}
