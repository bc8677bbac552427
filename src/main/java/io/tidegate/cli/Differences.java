package io.tidegate.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Who would have what otherwise, how often, when last? Counts differences by user and tool, in bounded memory.
final class Differences {
    private static final int GROUPS_MAX = 10_000;
    private static final int EXAMPLES_MAX = 3;

    private final Map<Of, Group> groups = new HashMap<>();
    private long count;
    private long uncounted;

    /// What would be different for whom.
    ///
    /// @param what for instance `loses`
    record Of(String what, String who, String tool) {}

    private static final class Group {
        private final List<String> examples = new ArrayList<>(EXAMPLES_MAX);
        private long count;
        private Instant last = Instant.MIN;
        private String by = "";
    }

    static Report report() {
        return new Report(
                "differences",
                new Report.Column("what", 16),
                new Report.Column("who", 24),
                new Report.Column("tool", 32),
                new Report.Column("count", 7),
                new Report.Column("last", 26),
                new Report.Column("examples", 30),
                new Report.Column("by", 0));
    }

    /// @param by what the other policies say of it
    void add(Of of, String id, Instant time, String by) {
        count++;
        if (groups.size() >= GROUPS_MAX && !groups.containsKey(of)) {
            uncounted++;
            return;
        }
        Group group = groups.computeIfAbsent(of, _ -> new Group());
        group.count++;
        group.last = time;
        group.by = by;
        if (group.examples.size() == EXAMPLES_MAX) {
            group.examples.removeFirst();
        }
        group.examples.add(id);
    }

    /// How many there were.
    long count() {
        return count;
    }

    /// The most frequent first.
    void tell(Report report) {
        groups.entrySet().stream()
                .sorted(Map.Entry.<Of, Group>comparingByValue(Comparator.comparingLong((Group group) -> group.count)
                                .reversed())
                        .thenComparing(entry -> entry.getKey().toString()))
                .forEach(entry -> report.line(
                        entry.getKey().what(),
                        entry.getKey().who(),
                        entry.getKey().tool(),
                        Long.toString(entry.getValue().count),
                        entry.getValue().last.toString(),
                        entry.getValue().examples.stream().collect(Collectors.joining(" ")),
                        entry.getValue().by));
        if (uncounted > 0) {
            report.end(
                    "more",
                    "more than " + GROUPS_MAX + " pairs of user and tool differ; " + uncounted
                            + " further differences are not told apart");
        }
    }
}
