package io.tidegate.upstream;

import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How is a server, and why is it so? Each change is in the log once; of one that was stopped nothing more is said, and
/// one in quarantine does not leave it.
final class Condition {
    private static final Logger LOG = LoggerFactory.getLogger(Condition.class);

    private final String server;
    private volatile ServerState state = ServerState.STARTING;
    private volatile String trouble = "";
    private Optional<Consumer<String>> listener = Optional.empty();
    private boolean told;

    Condition(String server) {
        this.server = server;
    }

    ServerState state() {
        return state;
    }

    /// Why it isn't ready, for operators; empty where it is.
    String trouble() {
        return trouble;
    }

    /// From now on, told why it is in quarantine; once, and at once where it is.
    void onQuarantine(Consumer<String> next) {
        Consumer<String> told;
        synchronized (this) {
            listener = Optional.of(next);
            told = toTell();
        }
        told.accept(trouble);
    }

    /// Its server goes on elsewhere, so nothing is said of its end.
    synchronized void replaced() {
        trouble = "";
        state = ServerState.STOPPED;
    }

    boolean quarantined() {
        return state == ServerState.QUARANTINED;
    }

    /// What comes of a failure: another server than the configured one is left alone.
    void fail(LinkFailed failure) {
        ServerState next =
                switch (failure.why()) {
                    case CHANGED -> ServerState.QUARANTINED;
                    case CONSENT -> ServerState.SIGN_IN;
                    case GONE,
                            SLOW,
                            BUSY,
                            NO_MEMORY,
                            TOO_LARGE,
                            MALFORMED,
                            SESSION_LOST,
                            CREDENTIAL,
                            UNPROVEN,
                            CANCELLED -> ServerState.DOWN;
                };
        become(next, String.valueOf(failure.getMessage()));
    }

    void become(ServerState next, String why) {
        Consumer<String> told;
        synchronized (this) {
            boolean stays =
                    state == ServerState.STOPPED || (state == ServerState.QUARANTINED && next != ServerState.STOPPED);
            if (stays) {
                return;
            }
            if (state != next || !trouble.equals(why)) {
                LOG.info("server {} is {}{}", server, next.id(), why.isEmpty() ? "" : ": " + why);
            }
            trouble = why;
            state = next;
            told = toTell();
        }
        told.accept(why);
    }

    /// Whoever is to be told now; told outside the lock.
    private Consumer<String> toTell() {
        if (state != ServerState.QUARANTINED || told || listener.isEmpty()) {
            return _ -> {};
        }
        told = true;
        return listener.get();
    }
}
