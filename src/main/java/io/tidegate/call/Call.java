package io.tidegate.call;

import io.tidegate.catalog.Target;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonValue;
import java.time.Instant;
import java.util.Optional;

/// A request by someone who is known, for something at a server of this profile: a tool, a prompt, a resource.
///
/// @param params with the server's own names: what is judged and sent
/// @param deadline when the caller must have an answer
/// @param leg where this goes on with an earlier call
/// @param terms on which it may be made; none before that is known
public record Call(Arrival arrival, Target target, Content params, Instant deadline, Optional<Leg> leg, Terms terms) {
    private static final JsonDocument NONE = JsonDocument.of("{}");

    /// One of which nothing was decided yet.
    public Call(Arrival arrival, Target target, Content params, Instant deadline, Optional<Leg> leg) {
        this(arrival, target, params, deadline, leg, Terms.NONE);
    }

    /// A first leg.
    public Call(Arrival arrival, Target target, Content params, Instant deadline) {
        this(arrival, target, params, deadline, Optional.empty());
    }

    public CallId id() {
        return arrival.id();
    }

    public Caller caller() {
        return arrival.caller();
    }

    /// What is asked of the server, for instance `tools/call`.
    public String method() {
        return arrival.request().method();
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
        return content == params ? this : new Call(arrival, target, content, deadline, leg, terms);
    }

    /// The same call as it may be made.
    Call on(Terms decided) {
        return new Call(arrival, target, params, deadline, leg, decided);
    }
}
