package io.tidegate.audit;

import io.tidegate.call.Arrival;
import io.tidegate.call.CallId;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Refused;
import io.tidegate.crypto.Mac;
import io.tidegate.identity.Principal;
import io.tidegate.json.JsonWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The trail in the words of calls: an entry for every arrival, a record for whatever was turned away before.
public final class CallTrail implements AutoCloseable {
    private static final Set<Reason> OF_ROOM = EnumSet.of(Reason.BUSY, Reason.TOO_MANY_CALLS, Reason.STOPPING);
    private static final Logger LOG = LoggerFactory.getLogger(CallTrail.class);
    private static final Duration CLOSE_MAX = Duration.ofSeconds(5);

    private final Trail trail;
    private final TrailSealing sealing;
    private final Mac digests;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final TrailListener listener;
    private final TurnedAway crowd;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile Optional<Thread> counting = Optional.empty();

    /// @param digests makes the digests of content that stand in clear, so that nobody without the key can guess
    /// short content from its digest
    /// @param listener told of every entry as it is sealed
    public CallTrail(
            Trail trail,
            TrailSealing sealing,
            Mac digests,
            InstantSource clock,
            LongSupplier nanos,
            TrailListener listener) {
        this.trail = trail;
        this.sealing = sealing;
        this.digests = digests;
        this.clock = clock;
        this.nanos = nanos;
        this.listener = listener;
        this.crowd = new TurnedAway(nanos);
    }

    /// Begins the entry of an arrival.
    public Entry open(Arrival arrival) {
        return new Entry(this, arrival, nanos.getAsLong());
    }

    /// Records something that never became a call: nobody known, or nothing readable. In a flood it is counted, and the
    /// count is recorded within about a second.
    ///
    /// @param source the address that it came from
    /// @throws Refused with `trail-unavailable` if it can't be recorded
    public void turnedAway(String source, CallId id, Refusal refusal) throws Refused {
        switch (crowd.note(source, id, refusal.reason())) {
            case RECORD -> {
                append(
                        RecordKind.REFUSED,
                        turnedAway(id, source, refusal.reason(), wrong(refusal))
                                .endObject()
                                .bytes());
                listener.turnedAway(refusal.reason(), 1);
            }
            case COUNT -> recordable();
            case FIRST_COUNT -> {
                counting = Optional.of(Thread.ofVirtual().name("turned-away").start(this::recordCounted));
                recordable();
            }
        }
    }

    /// What was wrong, for whoever reads the trail; what the caller was told where nothing more is known. Neither says
    /// what stood in the message.
    private static String wrong(Refusal refusal) {
        return refusal.detail().isEmpty() ? refusal.told() : refusal.detail();
    }

    /// The same of somebody who is known: each has a record of its own, with who it was. For want of room it is counted
    /// all the same.
    ///
    /// @throws Refused with `trail-unavailable` if it can't be recorded
    public void turnedAway(String source, Principal who, CallId id, Refusal refusal) throws Refused {
        if (OF_ROOM.contains(refusal.reason())) {
            turnedAway(source, id, refusal);
            return;
        }
        JsonWriter record = turnedAway(id, source, refusal.reason(), wrong(refusal));
        EntryFields.who(record, who);
        append(RecordKind.REFUSED, record.endObject().bytes());
        listener.turnedAway(refusal.reason(), 1);
    }

    /// Records that a request was passed on to another node, whose own trail has what became of it.
    ///
    /// @throws Refused with `trail-unavailable` if it can't be recorded
    public void passedOn(String source, Principal who, CallId id, String node) throws Refused {
        JsonWriter record = new JsonWriter()
                .object()
                .member("call", id.text())
                .member("at", clock.instant().toString())
                .member("source", source)
                .member("decision", "passed-on")
                .member("node", node);
        EntryFields.who(record, who);
        append(RecordKind.SEALED, record.endObject().bytes());
    }

    private JsonWriter turnedAway(CallId id, String source, Reason reason, String detail) {
        return new JsonWriter()
                .object()
                .member("call", id.text())
                .member("at", clock.instant().toString())
                .member("source", source)
                .member("decision", "turned-away")
                .member("reason", reason.code())
                .member("detail", detail);
    }

    private void recordable() throws Refused {
        if (!trail.writable()) {
            throw unavailable();
        }
    }

    /// Waits for the second to pass, and records what was counted in it.
    private void recordCounted() {
        try {
            if (!closing.await(1, TimeUnit.SECONDS)) {
                writeCounted();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeCounted() {
        crowd.take().forEach((reason, counted) -> {
            byte[] record = turnedAway(counted.first(), counted.source(), reason, counted.words())
                    .member("count", counted.count())
                    .endObject()
                    .bytes();
            try {
                append(RecordKind.REFUSED, record);
                listener.turnedAway(reason, counted.count());
            } catch (Refused over) {
                LOG.error("the trail can't record {} more that were turned away: {}", counted.count(), reason.code());
            }
        });
    }

    /// Records what is counted and not recorded yet; the trail itself stays open.
    @Override
    public void close() {
        closing.countDown();
        try {
            if (counting.isPresent() && !counting.get().join(CLOSE_MAX)) {
                LOG.warn("the count of what was turned away took too long to record");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        writeCounted();
    }

    /// Records that something other than a call changed: configuration, a stop, a key.
    ///
    /// @param what for instance `configuration-loaded`
    /// @param detail for instance a digest; never content
    /// @throws Refused with `trail-unavailable` if it can't be recorded: then the change must not be made
    public void changed(String what, String detail) throws Refused {
        changed(what, detail, Map.of());
    }

    /// The same with further members, in their order.
    public void changed(String what, String detail, Map<String, String> more) throws Refused {
        JsonWriter out = new JsonWriter()
                .object()
                .member("what", what)
                .member("at", clock.instant().toString())
                .member("detail", detail);
        more.forEach(out::member);
        append(RecordKind.CHANGE, out.endObject().bytes());
    }

    /// Records that somebody is given a token for an endpoint of ours.
    ///
    /// @throws Refused with `trail-unavailable` if it can't be recorded: then it must not be given
    public void tokenGiven(String source, Principal who, String resource, Duration life) throws Refused {
        JsonWriter out = new JsonWriter()
                .object()
                .member("what", "token-given")
                .member("at", clock.instant().toString())
                .member("detail", "for " + resource + ", for " + life.toSeconds() + " s")
                .member("source", source);
        EntryFields.who(out, who);
        append(RecordKind.CHANGE, out.endObject().bytes());
    }

    long append(RecordKind kind, byte[] json) throws Refused {
        try {
            return trail.append(kind, json);
        } catch (TrailUnavailable over) {
            throw unavailable();
        }
    }

    Trail trail() {
        return trail;
    }

    TrailSealing sealing() {
        return sealing;
    }

    Mac digests() {
        return digests;
    }

    TrailListener listener() {
        return listener;
    }

    long nanos() {
        return nanos.getAsLong();
    }

    static Refused unavailable() {
        return new Refused(Refusal.of(
                Reason.TRAIL_UNAVAILABLE,
                "The gateway can't record calls at the moment, so it makes none. Tell an administrator."));
    }
}
