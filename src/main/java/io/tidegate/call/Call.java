package io.tidegate.call;

import io.tidegate.catalog.Target;
import io.tidegate.crypto.Digest;
import io.tidegate.json.Canonical;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonEdits;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.JsonValue;
import io.tidegate.json.MalformedJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// A request by someone who is known, for something at a server of this profile: a tool, a prompt, a resource.
///
/// @param params with the server's own names: what is judged and sent
/// @param deadline when the caller must have an answer
/// @param leg where this goes on with an earlier call
/// @param terms on which it may be made; none before that is known
public record Call(Arrival arrival, Target target, Content params, Instant deadline, Optional<Leg> leg, Terms terms) {
    /// What may differ between two legs of a call.
    public static final Set<String> OF_THE_LEG = Set.of("_meta", "inputResponses", "requestState");

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

    /// What is asked of whom with which arguments, however it is written: to this a person agrees.
    ///
    /// @param content in place of `params`
    public Digest substance(Content content) {
        byte[] asked = Canonical.of(content.json().root(), OF_THE_LEG);
        String what = method() + "\n" + target.id() + "\n" + Digest.of(asked).hex();
        return Digest.of(what.getBytes(StandardCharsets.UTF_8));
    }

    /// The same call without what its client says to a question that was not its server's.
    public Call withoutInput() {
        JsonEdits edits = new JsonEdits(params.json());
        for (JsonValue.Member member : params.json().root().members()) {
            if (member.name().says("inputResponses") || member.name().says("requestState")) {
                edits.remove(member.name());
            }
        }
        try {
            return edits.isEmpty() ? this : carrying(new Content(edits.apply(JsonLimits.EXAMINED)));
        } catch (MalformedJson impossible) {
            throw new IllegalStateException("less than what was read can't be too much", impossible);
        }
    }

    /// Whether the person who calls has agreed to it with this content.
    public boolean isAgreed(Content content) {
        return leg.flatMap(Leg::agreed).filter(substance(content)::equals).isPresent();
    }

    /// The same call after the person has agreed to it.
    public Call agreed(Digest substance) {
        return new Call(arrival, target, params, deadline, leg.map(known -> known.agreedTo(substance)), terms);
    }

    /// The same call as it may be made.
    Call on(Terms decided) {
        return new Call(arrival, target, params, deadline, leg, decided);
    }
}
