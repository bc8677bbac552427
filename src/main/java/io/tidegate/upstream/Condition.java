package io.tidegate.upstream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How is a server, and why is it so? Each change is in the log once; of one that was stopped nothing more is said.
final class Condition {
    private static final Logger LOG = LoggerFactory.getLogger(Condition.class);

    private final String server;
    private volatile ServerState state = ServerState.STARTING;
    private volatile String trouble = "";

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

    /// Its server goes on elsewhere, so nothing is said of its end.
    synchronized void replaced() {
        trouble = "";
        state = ServerState.STOPPED;
    }

    synchronized void become(ServerState next, String why) {
        if (state == ServerState.STOPPED) {
            return;
        }
        if (state != next || !trouble.equals(why)) {
            LOG.info("server {} is {}{}", server, next.id(), why.isEmpty() ? "" : ": " + why);
        }
        trouble = why;
        state = next;
    }
}
