package io.tidegate.upstream;

import java.util.concurrent.atomic.AtomicInteger;

/// Does it make sense to ask this server now? Not after it failed to answer so often in a row, whoever asked, and did
/// not answer a question that means nothing either, until it has answered one.
///
/// Failures of calls alone are only a suspicion: one caller's calls of a slow tool say nothing of the server.
final class Breaker {
    static final int FAILURES_MAX = 8;

    private final AtomicInteger failures = new AtomicInteger();
    private volatile boolean open; // written by who holds this

    boolean isOpen() {
        return open;
    }

    /// Whether the server is to be asked if it is there.
    boolean isSuspected() {
        return !open && failures.get() >= FAILURES_MAX;
    }

    /// The suspicion was right, unless the server said something meanwhile.
    synchronized void confirm() {
        open = failures.get() >= FAILURES_MAX;
    }

    /// The server said something, whatever it was.
    void answered() {
        if (failures.get() != 0) {
            reset();
        }
    }

    private synchronized void reset() {
        failures.set(0);
        open = false;
    }

    /// Whether this failure is the one that makes it suspected.
    boolean failed(LinkFailed.Why why) {
        return switch (why) {
            case GONE, SLOW -> failures.incrementAndGet() == FAILURES_MAX;
            case TOO_LARGE, MALFORMED, SESSION_LOST, CREDENTIAL, NO_MEMORY, CHANGED -> {
                if (!isOpen()) {
                    answered();
                }
                yield false;
            }
            case BUSY, CONSENT, UNPROVEN, CANCELLED -> false;
        };
    }
}
