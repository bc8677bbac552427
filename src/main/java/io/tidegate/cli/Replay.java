package io.tidegate.cli;

import io.tidegate.policy.Gap;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What comes of judging calls on record again? Says of each that it can't judge why.
abstract class Replay {
    private static final int WORDS_MAX = 20;

    private final Recollection recollection;
    private final Report report = Differences.report();
    private final Differences differences = new Differences();
    private final Map<Gap, Long> gaps = new EnumMap<>(Gap.class);
    private final Map<String, Long> unfit = new TreeMap<>();
    private long calls;
    private long judged;
    private long unjudged;

    Replay(Recollection recollection) {
        this.recollection = recollection;
    }

    /// What was decided, before a call or about its answer, and is to be decided again.
    record Recorded(CallsOnRecord.Ended call, Ruled ruled, Replayed.Outcome outcome, boolean isRelease) {}

    /// A call that no policy was asked about is left out: another control had refused it before.
    final void take(CallsOnRecord.Ended call) throws IOException {
        Optional<Ruled> access = Ruled.of(call.entry(), "tool-access");
        if (access.isEmpty()) {
            return;
        }
        calls++;
        Replayed.Outcome outcome = outcome(access.get(), call.entry().string("reason"));
        boolean goesOn = judge(new Recorded(call, access.get(), outcome, false));
        Optional<Ruled> release = Ruled.of(call.entry(), "release-policy");
        if (goesOn && release.isPresent()) {
            calls++;
            judge(new Recorded(call, release.get(), outcome(release.get(), Optional.empty()), true));
        }
    }

    private static Replayed.Outcome outcome(Ruled ruled, Optional<String> reason) {
        if (!ruled.isRefused()) {
            return Replayed.Outcome.ALLOWED;
        }
        return reason.filter("approval-needed"::equals).isPresent() ? Replayed.Outcome.ASKS : Replayed.Outcome.REFUSED;
    }

    /// Returns whether there is an answer to judge, too.
    private boolean judge(Recorded recorded) throws IOException {
        try {
            Recollection.Asked asked = recorded.isRelease()
                    ? recollection.ofRelease(recorded.call(), recorded.ruled())
                    : recollection.ofCall(recorded.call(), recorded.ruled());
            return switch (again(recorded, asked)) {
                case Replayed.Judged now -> {
                    judged++;
                    yield now.outcome() == Replayed.Outcome.ALLOWED;
                }
                case Replayed.Unjudged(Set<Gap> met) -> {
                    unjudged++;
                    met.forEach(gap -> gaps.merge(gap, 1L, Long::sum));
                    yield false;
                }
            };
        } catch (IllegalArgumentException lacking) {
            unjudged++;
            String words = String.valueOf(lacking.getMessage());
            unfit.merge(unfit.size() < WORDS_MAX || unfit.containsKey(words) ? words : "other reasons", 1L, Long::sum);
            return false;
        }
    }

    /// Judges it, and tells what is different.
    ///
    /// @throws IllegalArgumentException where it can't be judged, with the reason
    abstract Replayed again(Recorded recorded, Recollection.Asked asked) throws IOException;

    /// What the report says of all in one line.
    abstract String summary(long decisions, long differing);

    final void differs(Recorded recorded, String what, String by) {
        differences.add(
                new Differences.Of(
                        what + (recorded.isRelease() ? " the answer" : ""),
                        EntryOnRecord.who(recorded.call().entry()),
                        EntryOnRecord.tool(recorded.call().entry())),
                recorded.call().entry().string("call").orElse(""),
                recorded.call().record().time(),
                by);
    }

    /// Whether nothing is different, as far as that could be said.
    final boolean isSame() {
        return differences.count() == 0;
    }

    final Report told() {
        differences.tell(report);
        report.end("summary", summary(judged, differences.count()));
        if (unjudged > 0) {
            report.end(
                    "not-judged",
                    Count.of(unjudged, "decision") + " of " + calls + " could not be judged: "
                            + gaps.entrySet().stream()
                                    .map(gap -> gap.getValue() + " because "
                                            + gap.getKey().words())
                                    .collect(Collectors.joining("; "))
                            + (gaps.isEmpty() || unfit.isEmpty() ? "" : "; ")
                            + unfit.entrySet().stream()
                                    .map(why -> why.getValue() + " because " + why.getKey())
                                    .collect(Collectors.joining("; ")));
        }
        return report;
    }
}
