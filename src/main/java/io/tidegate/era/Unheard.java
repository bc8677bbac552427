package io.tidegate.era;

import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.mcp.RequestId;
import java.util.Optional;

/// A message that breaks the rules of its era; carries the id to answer to, where there was a readable one.
public final class Unheard extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;
    private final transient Optional<RequestId> id;

    Unheard(Reason reason, String told, Optional<RequestId> id) {
        super(reason.code(), null, false, false);
        this.refusal = Refusal.of(reason, told);
        this.id = id;
    }

    /// A version that is not spoken here.
    ///
    /// @param requested told back where it looks like one (MCP 2026-07-28, `data.requested`)
    static Unheard version(String requested, String told, Optional<RequestId> id) {
        String plain = requested.matches("[0-9A-Za-z.-]{1,32}") ? requested : "";
        return new Unheard(Refusal.of(Reason.UNSUPPORTED_VERSION, told, plain), id);
    }

    private Unheard(Refusal refusal, Optional<RequestId> id) {
        super(refusal.reason().code(), null, false, false);
        this.refusal = refusal;
        this.id = id;
    }

    /// A list of messages where the version has none, or with what no batch may hold.
    public static Unheard noBatch() {
        return new Unheard(
                Reason.MALFORMED,
                "Only 2025-03-26 has batches, and none holds `initialize`. Send the messages one by one.",
                Optional.empty());
    }

    public Refusal refusal() {
        return refusal;
    }

    public Optional<RequestId> id() {
        return id;
    }
}
