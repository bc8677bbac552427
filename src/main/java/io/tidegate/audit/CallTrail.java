package io.tidegate.audit;

import io.tidegate.call.Arrival;
import io.tidegate.call.CallId;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Refused;
import io.tidegate.crypto.Mac;
import io.tidegate.json.JsonWriter;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/// The trail in the words of calls: an entry for every arrival, a record for whatever was turned away before.
public final class CallTrail {
    private final Trail trail;
    private final TrailSealing sealing;
    private final Mac digests;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final TrailListener listener;

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
    }

    /// Begins the entry of an arrival.
    public Entry open(Arrival arrival) {
        return new Entry(this, arrival, nanos.getAsLong());
    }

    /// Records something that never became a call: nobody known, or nothing readable.
    ///
    /// @param source the address that it came from
    /// @throws Refused with `trail-unavailable` if it can't be recorded
    public void turnedAway(String source, CallId id, Refusal refusal) throws Refused {
        JsonWriter out = new JsonWriter()
                .object()
                .member("call", id.text())
                .member("at", clock.instant().toString())
                .member("source", source)
                .member("decision", "turned-away")
                .member("reason", refusal.reason().code())
                .member("detail", refusal.detail())
                .endObject();
        append(RecordKind.REFUSED, out.bytes());
        listener.turnedAway(refusal.reason());
    }

    /// Records that something other than a call changed: configuration, a stop, a key.
    ///
    /// @param what for instance `configuration-loaded`
    /// @param detail for instance a digest; never content
    /// @throws Refused with `trail-unavailable` if it can't be recorded: then the change must not be made
    public void changed(String what, String detail) throws Refused {
        JsonWriter out = new JsonWriter()
                .object()
                .member("what", what)
                .member("at", clock.instant().toString())
                .member("detail", detail)
                .endObject();
        append(RecordKind.CHANGE, out.bytes());
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
