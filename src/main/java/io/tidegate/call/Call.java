package io.tidegate.call;

import io.tidegate.catalog.Tool;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonValue;
import java.time.Instant;
import java.util.Optional;

/// A tool call by someone who is known, to a tool that this profile has.
///
/// @param params the `params` of `tools/call` with the server's own name for the tool: what is judged and sent
/// @param deadline when the caller must have an answer
public record Call(Arrival arrival, Tool tool, Content params, Instant deadline) {
    private static final JsonDocument NONE = JsonDocument.of("{}");

    public CallId id() {
        return arrival.id();
    }

    public Caller caller() {
        return arrival.caller();
    }

    public Cancellation cancellation() {
        return arrival.cancellation();
    }

    /// The arguments as they stand in `params`; an empty object where the call has none.
    public JsonValue arguments() {
        return params.json().root().get("arguments").orElseGet(NONE::root);
    }

    /// The token that the caller wants to see in progress notifications, where it wants any.
    public Optional<JsonValue> progressToken() {
        return params.json().root().get("_meta").flatMap(meta -> meta.get("progressToken"));
    }

    /// The same call with other content, as the control before left it.
    public Call carrying(Content content) {
        return content == params ? this : new Call(arrival, tool, content, deadline);
    }
}
