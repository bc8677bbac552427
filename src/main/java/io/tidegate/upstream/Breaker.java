package io.tidegate.upstream;

import java.util.concurrent.atomic.AtomicInteger;

/// Does it make sense to ask this server now? Not after it failed to answer so often in a row, whoever asked, until it
/// has answered a question that means nothing.
final class Breaker {
    static final int FAILURES_MAX = 8;

    private final AtomicInteger failures = new AtomicInteger();

    boolean isOpen() {
        return failures.get() >= FAILURES_MAX;
    }

    /// The server said something, whatever it was.
    void answered() {
        if (failures.get() != 0) {
            failures.set(0);
        }
    }

    /// Whether this failure is the one that opens it.
    boolean failed(LinkFailed.Why why) {
        return switch (why) {
            case GONE, SLOW -> failures.incrementAndGet() == FAILURES_MAX;
            case TOO_LARGE, MALFORMED, SESSION_LOST, CREDENTIAL, NO_MEMORY -> {
                if (!isOpen()) {
                    answered();
                }
                yield false;
            }
            case BUSY, CANCELLED -> false;
        };
    }
}
