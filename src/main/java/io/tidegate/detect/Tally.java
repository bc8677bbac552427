package io.tidegate.detect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// How much was found, and what was done about it? Holds no data.
public final class Tally {
    private static final String SUPPRESS = "suppress";
    private static final String RESTORE = "restore";

    /// So many times.
    ///
    /// @param what was done: an action in small letters, `suppress`, or `restore` of a token
    /// @param kind about what: what the finding is called, or the name of the suppression
    public record Line(String what, String kind, int count) {}

    private record Key(String what, String kind) {}

    private final Map<Key, Integer> counts =
            new TreeMap<>(Comparator.comparing(Key::kind).thenComparing(Key::what));

    /// What passes as if nobody had looked for it is not counted; what was suppressed is.
    void add(Treatment.Treated treated) {
        String what = treated.action().id();
        if (treated.action() != DataPass.Action.ALLOW) {
            counts.merge(new Key(what, treated.by().id()), 1, Integer::sum);
        }
        treated.suppressions().forEach(name -> counts.merge(new Key(SUPPRESS, name), 1, Integer::sum));
    }

    /// A token became what it stands for.
    void restored(String id) {
        counts.merge(new Key(RESTORE, id), 1, Integer::sum);
    }

    /// Whether something in it became what its token stands for.
    public static boolean isRestored(String what) {
        return what.equals(RESTORE);
    }

    public List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        counts.forEach((key, count) -> lines.add(new Line(key.what, key.kind, count)));
        return lines;
    }
}
