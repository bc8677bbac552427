package io.tidegate.control;

import io.tidegate.call.Note;
import io.tidegate.policy.Decision;
import io.tidegate.policy.Policies;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What would other policies have said, that do not decide? It is noted beside what was decided, and changes nothing.
///
/// They are asked once the decision is made. Where they fail, that is noted. Where they take long, they are not asked
/// for a second, so that no more than one call in a second pays for them.
final class Shadow {
    private static final Logger LOG = LoggerFactory.getLogger(Shadow.class);
    private static final long LONG_NANOS = Duration.ofMillis(2).toNanos();
    private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int WORDS_MAX = 500;

    private final Supplier<Optional<Policies>> candidate;
    private final LongSupplier nanos;
    private volatile long pauseBegan;
    private volatile boolean isPausing;
    private volatile boolean isToldOf;

    /// @param candidate nothing until they are read, and where they can't be; never waits
    Shadow(Supplier<Optional<Policies>> candidate, LongSupplier nanos) {
        this.candidate = candidate;
        this.nanos = nanos;
    }

    /// Whether they look at the labels that a session has.
    boolean looksBack() {
        return candidate.get().filter(Policies::lookBack).isPresent();
    }

    /// What to note of a decision.
    ///
    /// @param decision what was decided
    /// @param asking asks policies the same
    List<Note> beside(Decision decision, Function<Policies, Decision> asking) {
        return candidate.get().map(there -> beside(there, decision, asking)).orElse(List.of());
    }

    private List<Note> beside(Policies there, Decision decision, Function<Policies, Decision> asking) {
        String version = PolicyQuestions.version(there);
        long begun = nanos.getAsLong();
        if (isPausing && begun - pauseBegan < PAUSE_NANOS) {
            return List.of(new Note("shadow-skipped", version, 1));
        }
        isPausing = false;
        List<Note> notes = compared(there, version, decision, asking);
        long ended = nanos.getAsLong();
        if (ended - begun > LONG_NANOS) {
            pauseBegan = ended;
            isPausing = true;
        }
        return notes;
    }

    private List<Note> compared(
            Policies there, String version, Decision decision, Function<Policies, Decision> asking) {
        try {
            Decision other = asking.apply(there);
            Note compared = new Note("shadow", version, 1);
            String would = outcome(other);
            return would.equals(outcome(decision))
                    ? List.of(compared)
                    : List.of(compared, new Note("shadow-" + would, words(other), 1));
        } catch (RuntimeException | StackOverflowError defect) {
            if (!isToldOf) {
                isToldOf = true;
                LOG.error(
                        "the policies of `shadow` failed; calls go on: {}",
                        defect.getClass().getSimpleName());
                LOG.debug("the defect", defect);
            }
            return List.of(new Note("shadow-failed", version, 1));
        }
    }

    private static String words(Decision other) {
        String words = other.describe();
        return words.length() <= WORDS_MAX ? words : words.substring(0, WORDS_MAX) + "...";
    }

    private static String outcome(Decision decision) {
        if (!decision.allowed()) {
            return "refuses";
        }
        return decision.asks() ? "asks" : "allows";
    }
}
