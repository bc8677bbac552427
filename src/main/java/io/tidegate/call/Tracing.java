package io.tidegate.call;

import io.tidegate.http.Headers;
import io.tidegate.mcp.Message;

/// Begins the span of a call, as a part of the caller's own trace where it names one.
@FunctionalInterface
public interface Tracing {
    /// Traces nothing and costs nothing.
    Tracing OFF = (_, _) -> Trace.NONE;

    /// @param headers what came with the request; what its `_meta` names goes before them (SEP-414)
    Trace begin(Message.Request request, Headers headers);
}
