package io.tidegate.mcp;

import java.util.Set;

/// The names of the methods and notifications that Tidegate handles itself.
public final class Method {
    public static final String INITIALIZE = "initialize";
    public static final String INITIALIZED = "notifications/initialized";
    public static final String DISCOVER = "server/discover";
    public static final String PING = "ping";
    public static final String TOOLS_LIST = "tools/list";
    public static final String TOOLS_CALL = "tools/call";
    public static final String CANCELLED = "notifications/cancelled";
    public static final String PROGRESS = "notifications/progress";
    public static final String LOG = "notifications/message";
    public static final String TOOLS_CHANGED = "notifications/tools/list_changed";

    private static final Set<String> OF_STATEFUL = Set.of(INITIALIZE, PING, TOOLS_LIST, TOOLS_CALL);
    private static final Set<String> OF_STATELESS = Set.of(DISCOVER, TOOLS_LIST, TOOLS_CALL);

    private Method() {}

    /// Whether Tidegate serves the method to clients of that era.
    public static boolean isServed(String method, Era era) {
        return switch (era) {
            case STATEFUL -> OF_STATEFUL.contains(method);
            case STATELESS -> OF_STATELESS.contains(method);
        };
    }
}
