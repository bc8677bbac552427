package io.tidegate.mcp;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The names of the methods and notifications that Tidegate handles itself.
public final class Method {
    public static final String INITIALIZE = "initialize";
    public static final String INITIALIZED = "notifications/initialized";
    public static final String DISCOVER = "server/discover";
    public static final String PING = "ping";
    public static final String TOOLS_LIST = "tools/list";
    public static final String TOOLS_CALL = "tools/call";
    public static final String PROMPTS_LIST = "prompts/list";
    public static final String PROMPTS_GET = "prompts/get";
    public static final String RESOURCES_LIST = "resources/list";
    public static final String TEMPLATES_LIST = "resources/templates/list";
    public static final String RESOURCES_READ = "resources/read";
    public static final String SUBSCRIBE = "resources/subscribe";
    public static final String UNSUBSCRIBE = "resources/unsubscribe";
    public static final String LISTEN = "subscriptions/listen";
    public static final String COMPLETE = "completion/complete";
    public static final String SET_LEVEL = "logging/setLevel";

    // 2025-11-25, Tasks, and the extension io.modelcontextprotocol/tasks
    public static final String TASKS_GET = "tasks/get";
    public static final String TASKS_CANCEL = "tasks/cancel";
    /// Of 2025-11-25 only.
    public static final String TASKS_RESULT = "tasks/result";
    /// Of the extension only.
    public static final String TASKS_UPDATE = "tasks/update";

    // what a server asks a client for
    public static final String ELICIT = "elicitation/create";
    public static final String SAMPLE = "sampling/createMessage";
    public static final String ROOTS_LIST = "roots/list";

    public static final String CANCELLED = "notifications/cancelled";
    public static final String PROGRESS = "notifications/progress";
    public static final String LOG = "notifications/message";
    public static final String TOOLS_CHANGED = "notifications/tools/list_changed";
    public static final String PROMPTS_CHANGED = "notifications/prompts/list_changed";
    public static final String RESOURCES_CHANGED = "notifications/resources/list_changed";
    public static final String RESOURCE_UPDATED = "notifications/resources/updated";
    public static final String LISTENING = "notifications/subscriptions/acknowledged";
    /// Of 2025-11-25.
    public static final String TASK_STATUS = "notifications/tasks/status";
    /// Of the extension.
    public static final String TASK_TOLD = "notifications/tasks";
    public static final String ELICITED = "notifications/elicitation/complete";

    private static final Set<String> OF_BOTH = Set.of(
            TOOLS_LIST,
            TOOLS_CALL,
            PROMPTS_LIST,
            PROMPTS_GET,
            RESOURCES_LIST,
            TEMPLATES_LIST,
            RESOURCES_READ,
            COMPLETE);
    private static final Set<String> OF_STATEFUL =
            Set.of(INITIALIZE, PING, SUBSCRIBE, UNSUBSCRIBE, SET_LEVEL, TASKS_GET, TASKS_RESULT, TASKS_CANCEL);
    private static final Set<String> OF_STATELESS = Set.of(DISCOVER, LISTEN, TASKS_GET, TASKS_UPDATE, TASKS_CANCEL);

    private static final Set<String> SERVED =
            Stream.of(OF_BOTH, OF_STATEFUL, OF_STATELESS).flatMap(Set::stream).collect(Collectors.toUnmodifiableSet());

    private Method() {}

    /// All that Tidegate serves, of both eras.
    public static Set<String> served() {
        return SERVED;
    }

    /// Whether Tidegate serves the method to clients of that era.
    public static boolean isServed(String method, Era era) {
        return switch (era) {
            case STATEFUL -> OF_BOTH.contains(method) || OF_STATEFUL.contains(method);
            case STATELESS -> OF_BOTH.contains(method) || OF_STATELESS.contains(method);
        };
    }

    /// Whether it is about a task that runs already.
    public static boolean isOfTask(String method) {
        return switch (method) {
            case TASKS_GET, TASKS_UPDATE, TASKS_CANCEL, TASKS_RESULT -> true;
            default -> false;
        };
    }

    /// Whether servers ask their clients this.
    public static boolean isOfServers(String method) {
        return switch (method) {
            case ELICIT, SAMPLE, ROOTS_LIST -> true;
            default -> false;
        };
    }

    /// Whether Tidegate serves the method to clients of any era.
    public static boolean isServed(String method) {
        return SERVED.contains(method);
    }
}
