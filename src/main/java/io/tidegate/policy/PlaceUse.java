package io.tidegate.policy;

import io.tidegate.policy.RelationUse.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/// Can anything stand in the places of arguments and records that a policy looks at? Tags of anything but users, as far
/// as they are written out.
final class PlaceUse {
    private PlaceUse() {}

    /// Those that are meant as a JSONPath and are none that is understood.
    static List<Found> faults(JsonNode policy, String text) {
        return found(
                policy,
                text,
                place -> place.startsWith(JsonPath.ROOT) && JsonPath.of(place).isEmpty(),
                "is no path that is understood here; a path is made of `.name`, `['name']`, `[0]`, `.*`, `[*]`, and once"
                        + " of `..`");
    }

    /// Those that are neither path nor pointer, so that nothing is ever there.
    static List<Found> warnings(JsonNode policy, String text) {
        return found(
                policy,
                text,
                place -> !place.startsWith(JsonPath.ROOT) && !place.startsWith("/"),
                "is no place, so nothing is ever there; a place is a JSON Pointer, as `/name`, or a JSONPath, as"
                        + " `$.name`");
    }

    private static List<Found> found(JsonNode policy, String text, Predicate<String> isWrong, String words) {
        Set<String> places = new TreeSet<>();
        collect(policy.path("conditions"), places);
        List<Found> found = new ArrayList<>();
        places.stream()
                .filter(isWrong)
                .forEach(place -> found.add(new Found(RelationUse.lineOf(text, place), "`" + place + "` " + words)));
        return found;
    }

    private static void collect(JsonNode expression, Set<String> places) {
        for (String tag : RelationUse.TAGS) {
            JsonNode left = expression.path(tag).path("left");
            JsonNode place = expression.path(tag).path("right").path("Value");
            if (place.isString() && !RelationUse.isUsers(left)) {
                places.add(place.asString());
            }
        }
        expression.valueStream().forEach(part -> collect(part, places));
    }
}
