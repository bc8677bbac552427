package io.tidegate.mcp;

import java.util.Set;

/// The names in `_meta` that the protocol reserves and that Tidegate reads or writes.
public final class MetaKey {
    public static final String META = "_meta";
    public static final String RESERVED_PREFIX = "io.modelcontextprotocol/";
    public static final String VERSION = "io.modelcontextprotocol/protocolVersion";
    public static final String CLIENT_INFO = "io.modelcontextprotocol/clientInfo";
    public static final String CLIENT_CAPABILITIES = "io.modelcontextprotocol/clientCapabilities";
    public static final String SERVER_INFO = "io.modelcontextprotocol/serverInfo";
    public static final String LOG_LEVEL = "io.modelcontextprotocol/logLevel";
    /// MCP 2025-11-25, Tasks: which task something belongs to.
    public static final String RELATED_TASK = "io.modelcontextprotocol/related-task";
    public static final String PROGRESS_TOKEN = "progressToken";

    /// W3C trace context, carried without a prefix (SEP-414).
    public static final String TRACEPARENT = "traceparent";
    public static final String TRACESTATE = "tracestate";
    public static final Set<String> TRACE = Set.of(TRACEPARENT, TRACESTATE, "baggage");

    /// Longer ones, in bytes, go no further: whoever calls can write into them what it likes.
    public static final int TRACE_BYTES_MAX = 512; // what W3C Trace Context asks everyone to carry at least

    private MetaKey() {}
}
