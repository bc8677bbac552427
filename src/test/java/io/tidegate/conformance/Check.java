package io.tidegate.conformance;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// What did the suite find in one place? A check of a scenario, named so that the same one is found again in another
/// run.
///
/// @param name the suite's id and name of it, and a number where a scenario has several of that name
record Check(String name, Status status) {
    /// The suite's words for how a check ended.
    enum Status {
        SUCCESS,
        FAILURE,
        WARNING,
        SKIPPED,
        INFO;

        /// Whether it counts: the suite counts only what succeeded or failed.
        boolean counts() {
            return this == SUCCESS || this == FAILURE;
        }
    }

    /// The checks of one `checks.json`, in its order.
    static List<Check> of(JsonNode checks) {
        Map<String, Integer> seen = new HashMap<>();
        List<Check> found = new ArrayList<>();
        for (JsonNode each : checks) {
            String name = each.path("id").asString("") + " " + each.path("name").asString("");
            int number = seen.merge(name, 1, Integer::sum);
            Status status = Status.valueOf(each.path("status").asString(""));
            found.add(new Check(number == 1 ? name : name + " " + number, status));
        }
        return found;
    }
}
