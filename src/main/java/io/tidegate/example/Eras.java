package io.tidegate.example;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Which revisions of MCP does a sample server speak? The stateful ones, or those and 2026-07-28.
enum Eras {
    LEGACY,
    BOTH;

    static final String MODERN = "2026-07-28";
    static final String VERSION_KEY = "io.modelcontextprotocol/protocolVersion";
    static final String CAPABILITIES_KEY = "io.modelcontextprotocol/clientCapabilities";
    private static final List<String> STATEFUL = List.of("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05");

    /// The revision that answers a client's `initialize`: its own if we speak it, else our newest stateful one.
    static String negotiated(Object asked) {
        return asked instanceof String version && STATEFUL.contains(version) ? version : STATEFUL.getFirst();
    }

    /// Does this request claim the stateless revision (or one like it)? Only its `_meta` says so.
    boolean isModern(Map<String, Object> params) {
        return switch (this) {
            case LEGACY -> false;
            case BOTH -> Json.object(params.get("_meta")).containsKey(VERSION_KEY);
        };
    }

    /// The result in the shape of 2026-07-28.
    static Map<String, Object> complete(Map<String, Object> result, String server) {
        var complete = new LinkedHashMap<String, Object>();
        complete.put("resultType", "complete");
        complete.putAll(result);
        complete.put("_meta", Map.of("io.modelcontextprotocol/serverInfo", info(server)));
        return complete;
    }

    /// The same, for a result that may be kept for a minute by the one who asked.
    static Map<String, Object> cacheable(Map<String, Object> result, String server) {
        Map<String, Object> complete = complete(result, server);
        complete.put("ttlMs", 60_000);
        complete.put("cacheScope", "private");
        return complete;
    }

    static Map<String, Object> info(String server) {
        return Map.of("name", "tidegate-example-" + server, "version", "1.0.0");
    }
}
