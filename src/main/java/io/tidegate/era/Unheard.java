package io.tidegate.era;

import io.tidegate.call.CallId;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.json.MalformedJson;
import io.tidegate.mcp.ErrorCode;
import io.tidegate.mcp.RequestId;
import java.util.Optional;

/// A message that breaks the rules of its era; carries the id to answer to, where there was a readable one.
public final class Unheard extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;
    private final transient Optional<RequestId> id;
    private final int code;

    Unheard(Reason reason, String told, Optional<RequestId> id) {
        this(Refusal.of(reason, told), id);
    }

    /// A version that is not spoken here.
    ///
    /// @param requested told back where it looks like one (MCP 2026-07-28, `data.requested`)
    static Unheard version(String requested, String told, Optional<RequestId> id) {
        String plain = requested.matches("[0-9A-Za-z.-]{1,32}") ? requested : "";
        return new Unheard(Refusal.of(Reason.UNSUPPORTED_VERSION, told, plain), id);
    }

    /// What is refused before or after it was read.
    public Unheard(Refusal refusal, Optional<RequestId> id) {
        this(refusal, id, Refusals.code(refusal.reason()));
    }

    private Unheard(Refusal refusal, Optional<RequestId> id, int code) {
        super(refusal.reason().code(), null, false, false);
        this.refusal = refusal;
        this.id = id;
        this.code = code;
    }

    /// Bytes that are no JSON (JSON-RPC 2.0, 5.1).
    static Unheard noJson(MalformedJson why) {
        return new Unheard(
                Refusal.of(Reason.MALFORMED, "The body is not JSON: " + why.getMessage()),
                Optional.empty(),
                ErrorCode.PARSE_ERROR);
    }

    /// JSON that is no message (JSON-RPC 2.0, 5.1).
    static Unheard noMessage(String told, Optional<RequestId> id) {
        return new Unheard(Refusal.of(Reason.MALFORMED, told), id, ErrorCode.INVALID_REQUEST);
    }

    /// A list of messages where the version has none, or with what no batch may hold.
    public static Unheard noBatch() {
        return noMessage(
                "Only 2025-03-26 has batches, and none holds `initialize`. Send the messages one by one.",
                Optional.empty());
    }

    /// The `error` member of the answer.
    ///
    /// @param said what may leave: the refusal itself, or why it can't be recorded
    public byte[] error(Refusal said, CallId decision) {
        return said.equals(refusal) ? Refusals.error(said, decision, code) : Refusals.error(said, decision);
    }

    public Refusal refusal() {
        return refusal;
    }

    public Optional<RequestId> id() {
        return id;
    }
}
