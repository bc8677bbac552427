package io.tidegate.cli;

import io.tidegate.audit.CallTrail;
import io.tidegate.call.Refused;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Records that a server is in quarantine, and says so where operators see it.
record Quarantines(CallTrail trail) implements BiConsumer<String, String> {
    private static final Logger LOG = LoggerFactory.getLogger(Quarantines.class);

    @Override
    public void accept(String server, String why) {
        LOG.error(
                "server {} is not the one that was configured ({}): it is not called until the configuration says what"
                        + " it is now, or `tidegate rotate {}` finds it as it was",
                server,
                why,
                server);
        try {
            trail.changed("server-quarantined", server + ": " + why);
        } catch (Refused unrecorded) {
            LOG.error("the quarantine of server {} can't be recorded: the trail is over", server);
        }
    }
}
