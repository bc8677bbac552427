package io.tidegate.mcp;

/// The error codes of JSON-RPC 2.0 and MCP that Tidegate sends or reads.
public final class ErrorCode {
    public static final int PARSE_ERROR = -32700;
    public static final int INVALID_REQUEST = -32600;
    public static final int METHOD_NOT_FOUND = -32601;
    public static final int INVALID_PARAMS = -32602;
    public static final int INTERNAL_ERROR = -32603;

    /// MCP 2026-07-28: a header contradicts the body, or is missing.
    public static final int HEADER_MISMATCH = -32020;
    /// MCP 2026-07-28: the client did not declare what the call needs.
    public static final int MISSING_CLIENT_CAPABILITY = -32021;
    /// MCP 2026-07-28: a version that this peer does not speak.
    public static final int UNSUPPORTED_VERSION = -32022;

    /// Tidegate's own, outside the range that JSON-RPC and MCP reserve: policy or a control refused.
    public static final int REFUSED = 1403;
    /// Tidegate's own: too many calls; `data.retryAfterMs` says when.
    public static final int LIMITED = 1429;
    /// Tidegate's own: the server behind the gateway did not answer as it should.
    public static final int UPSTREAM = 1502;

    private ErrorCode() {}
}
