package io.tidegate.upstream;

import io.tidegate.call.Cancellation.Registration;
import io.tidegate.mcp.Offering;
import io.tidegate.mcp.ToolDefinition;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// Is there a newer list of tools than the one that a call was made by? A call may have it read anew, at most once in
/// some seconds: a server that refuses every call is not asked for its lists all the time.
final class Renewals {
    private static final Duration APART = Duration.ofSeconds(5);

    private final InstantSource clock;
    private final Waking waking;
    private final Published published;
    private long count;
    private boolean wanted;
    private Optional<Instant> asked = Optional.empty();

    /// @param waking of the thread that renews lists
    /// @param published what the lists said
    Renewals(InstantSource clock, Waking waking, Published published) {
        this.clock = clock;
        this.waking = waking;
        this.published = published;
    }

    /// What the server said last of the tool of that name.
    Optional<ToolDefinition> tool(String name) {
        return published.tool(name);
    }

    /// How often lists were read.
    synchronized long count() {
        return count;
    }

    /// The lists that somebody waits for.
    synchronized Set<Offering> due() {
        return wanted ? EnumSet.of(Offering.TOOL) : EnumSet.noneOf(Offering.class);
    }

    /// Lists were read, or can't be.
    synchronized void tried(boolean read) {
        count += read ? 1 : 0;
        wanted = false;
        notifyAll();
    }

    /// Waits until lists were read once more than so often. False where they are not, before the question's deadline.
    boolean newer(long than, Question question) {
        try (Registration _ = question.cancellation().onRequest(this::wake)) {
            return want(than) && await(than, question);
        }
    }

    private synchronized void wake() {
        notifyAll();
    }

    private synchronized boolean want(long than) {
        if (count > than || wanted) {
            return true;
        }
        Instant now = clock.instant();
        if (asked.filter(before -> before.plus(APART).isAfter(now)).isPresent()) {
            return false;
        }
        asked = Optional.of(now);
        wanted = true;
        waking.wake();
        return true;
    }

    private synchronized boolean await(long than, Question question) {
        try {
            long left = left(question);
            while (count <= than
                    && wanted
                    && left > 0
                    && !question.cancellation().requested()) {
                TimeUnit.MILLISECONDS.timedWait(this, left);
                left = left(question);
            }
            return count > than;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private long left(Question question) {
        return Duration.between(clock.instant(), question.deadline()).toMillis();
    }
}
