package io.tidegate.audit;

import io.tidegate.call.CallId;
import io.tidegate.call.Reason;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/// Does this arrival that never became a call get a record of its own? In each second the first few do, of each address
/// and of all; the others are counted, so that a flood of strangers fills no disk and yet no number is lost. What
/// ordinary clients look for and don't find is counted from the first on.
final class TurnedAway {
    static final int OF_ONE_ADDRESS_MAX = 20;
    static final int OF_ALL_MAX = 50;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int ADDRESSES_MAX = 1_024;
    private static final int NAMED_MAX = 16;

    private final LongSupplier nanos;

    // INVARIANT: touched only under this object's own lock, which is never held over input or output.
    private final Map<String, Integer> own = new HashMap<>();
    private Map<Reason, Counted> counted = new EnumMap<>(Reason.class);
    private int all;
    private long began;

    /// Those of one reason that have no records of their own.
    static final class Counted {
        private final CallId first;
        private final Map<String, Long> addresses = new HashMap<>();
        private long unnamed;
        private long count;

        private Counted(CallId first) {
            this.first = first;
        }

        private void add(String source) {
            count++;
            if (addresses.containsKey(source) || addresses.size() < ADDRESSES_MAX) {
                addresses.merge(source, 1L, Long::sum);
            } else {
                unnamed++;
            }
        }

        /// The id of the first of them; the others' stand nowhere.
        CallId first() {
            return first;
        }

        long count() {
            return count;
        }

        /// The address, where it was only one.
        String source() {
            boolean one = addresses.size() == 1 && unnamed == 0;
            return one ? addresses.keySet().iterator().next() : "several";
        }

        /// How many, and from where, the busiest address first.
        String words() {
            List<Map.Entry<String, Long>> named = addresses.entrySet().stream()
                    .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                            .thenComparing(Map.Entry.comparingByKey()))
                    .limit(NAMED_MAX)
                    .toList();
            long told = named.stream().mapToLong(Map.Entry::getValue).sum();
            String from = named.stream()
                    .map(entry -> entry.getKey() + " " + entry.getValue())
                    .collect(Collectors.joining(", "));
            return count + (count == 1 ? " without a record of its own" : " without records of their own")
                    + ", within about a second; from " + from + (told == count ? "" : ", others " + (count - told));
        }
    }

    /// What becomes of an arrival.
    enum Place {
        /// It gets a record.
        RECORD,
        /// It is counted, as others are already.
        COUNT,
        /// It is counted, as the first since `take`: somebody has to come and take.
        FIRST_COUNT
    }

    TurnedAway(LongSupplier nanos) {
        this.nanos = nanos;
        this.began = nanos.getAsLong();
    }

    synchronized Place note(String source, CallId id, Reason reason) {
        long now = nanos.getAsLong();
        if (now - began >= SECOND) {
            began = now;
            all = 0;
            own.clear();
        }
        int before = own.getOrDefault(source, 0);
        if (reason != Reason.NOT_OFFERED && all < OF_ALL_MAX && before < OF_ONE_ADDRESS_MAX) {
            all++;
            own.put(source, before + 1);
            return Place.RECORD;
        }
        boolean first = counted.isEmpty();
        counted.computeIfAbsent(reason, _ -> new Counted(id)).add(source);
        return first ? Place.FIRST_COUNT : Place.COUNT;
    }

    /// What was counted since the last time, by reason.
    synchronized Map<Reason, Counted> take() {
        Map<Reason, Counted> taken = counted;
        counted = new EnumMap<>(Reason.class);
        return taken;
    }
}
