package io.tidegate.cli;

import io.tidegate.audit.CallTrail;
import io.tidegate.call.CallId;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Refused;
import io.tidegate.http.Defect;
import io.tidegate.http.ServerEvents;
import io.tidegate.http.TlsTrouble;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Is what can't even be read as HTTP, or fails at TLS before, in the trail? Records it with its address and what is
/// wrong with it, never with
/// what it said. The rest of what happens on the listener goes to the log.
final class MalformedHttp implements ServerEvents {
    private static final Logger LOG = LoggerFactory.getLogger(MalformedHttp.class);

    private final CallTrail trail;
    private final InstantSource clock;
    private final RandomGenerator random;

    MalformedHttp(CallTrail trail, InstantSource clock, RandomGenerator random) {
        this.trail = trail;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public void malformed(InetSocketAddress remote, Defect defect) {
        record(remote, "http " + defect.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    /// Whoever only went away is not recorded: looking whether a port is open is no attack.
    @Override
    public void handshakeFailed(InetSocketAddress remote, TlsTrouble trouble) {
        ServerEvents.super.handshakeFailed(remote, trouble);
        if (trouble != TlsTrouble.GONE) {
            record(remote, trouble.words());
        }
    }

    private void record(InetSocketAddress remote, String wrong) {
        try {
            trail.turnedAway(
                    remote.getAddress().getHostAddress(),
                    CallId.next(clock.instant(), random),
                    Refusal.of(Reason.MALFORMED, "", wrong));
        } catch (Refused over) {
            LOG.debug("{} can't be recorded: the trail is over", wrong);
        }
    }
}
