package io.tidegate.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Which relations does a policy look at? Tags of `principal`, whose names are written out, so that what it asks for is
/// known before anybody calls.
final class RelationUse {
    static final List<String> TAGS = List.of("getTag", "hasTag");

    private RelationUse() {}

    /// @param line how many lines of the policy's text are above it
    record Found(int line, String message) {}

    /// Whether this very expression looks at a relation.
    static boolean isRelation(JsonNode expression) {
        return TAGS.stream().anyMatch(tag -> isPrincipal(expression.path(tag).path("left")));
    }

    /// Relations that are not there, names that are not written out, and relations of others than the caller.
    static List<Found> faults(JsonNode policy, String text, Set<String> known) {
        List<Found> faults = new ArrayList<>();
        collect(policy.path("conditions"), text, known, faults);
        return faults;
    }

    private static void collect(JsonNode expression, String text, Set<String> known, List<Found> faults) {
        for (String tag : TAGS) {
            JsonNode left = expression.path(tag).path("left");
            JsonNode name = expression.path(tag).path("right").path("Value");
            if (isPrincipal(left) && !name.isString()) {
                faults.add(new Found(
                        line(text, tag), "the name of a relation is written out, as in `principal.getTag(\"name\")`"));
            } else if (isPrincipal(left) && !known.contains(name.asString())) {
                faults.add(new Found(lineOf(text, name.asString()), unknown(name.asString(), known)));
            } else if (!isPrincipal(left) && isUsers(left)) {
                faults.add(new Found(
                        line(text, tag), "relations are those of the caller: write `principal." + tag + "(...)`"));
            }
        }
        expression.valueStream().forEach(part -> collect(part, text, known, faults));
    }

    private static String unknown(String name, Set<String> known) {
        return "there is no relation `" + name + "`; "
                + (known.isEmpty()
                        ? "`relations` in `tidegate.yaml` names none"
                        : "there are: " + String.join(", ", new TreeSet<>(known)));
    }

    private static boolean isPrincipal(JsonNode expression) {
        return expression.path("Var").asString("").equals("principal");
    }

    /// Whether it may be somebody: it comes from the caller, or names a user.
    static boolean isUsers(JsonNode expression) {
        return isPrincipal(expression)
                || expression.path("__entity").path("type").asString("").equals("User")
                || expression.valueStream().anyMatch(RelationUse::isUsers);
    }

    /// Cedar's JSON form has no places. A name that stands in a comment first leads to that line.
    static int lineOf(String text, String name) {
        return line(text, "Tag\\s*\\(\\s*\"" + Pattern.quote(name) + "\"");
    }

    static int line(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        return matcher.find()
                ? (int) text.substring(0, matcher.start())
                        .chars()
                        .filter(c -> c == '\n')
                        .count()
                : 0;
    }
}
