package io.tidegate.call;

import io.tidegate.limit.Holding;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.ProtocolVersion;
import java.time.Instant;

/// A message from someone who is known, as it arrived.
///
/// @param profile the endpoint that it arrived at
/// @param cancellation ends when the caller gives up
/// @param trace the span of this call; `Trace.NONE` where nothing is traced
/// @param holding the memory that is held for the call; whoever made the arrival closes it
public record Arrival(
        CallId id,
        Instant at,
        Caller caller,
        String profile,
        ProtocolVersion version,
        Message.Request request,
        Cancellation cancellation,
        Trace trace,
        Holding holding) {
    /// An arrival that nobody traces.
    public Arrival(
            CallId id,
            Instant at,
            Caller caller,
            String profile,
            ProtocolVersion version,
            Message.Request request,
            Cancellation cancellation) {
        this(id, at, caller, profile, version, request, cancellation, Trace.NONE, new Holding());
    }
}
