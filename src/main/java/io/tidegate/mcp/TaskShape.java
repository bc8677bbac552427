package io.tidegate.mcp;

import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import java.util.Set;

/// Does a server say of a task all that its version demands (MCP 2025-11-25, `Task`; extension
/// `io.modelcontextprotocol/tasks`, `Task` and `DetailedTask`)? Members that those don't know are not looked at.
public final class TaskShape {
    private static final Set<String> ENDS = Set.of("completed", "failed", "cancelled");
    private static final Set<String> STATUSES = Set.of("working", "input_required", "completed", "failed", "cancelled");

    private TaskShape() {}

    /// As 2025-11-25 has it.
    public static boolean isOlder(JsonValue task) {
        return hasCommon(task) && isTime(task, "ttl") && isNumberIfAny(task, "pollInterval");
    }

    /// As the extension has it, and the gateway.
    public static boolean isTask(JsonValue task) {
        return hasCommon(task) && isTime(task, "ttlMs") && isNumberIfAny(task, "pollIntervalMs");
    }

    /// The same with what belongs to its status, as `tasks/get` of the extension gives it.
    public static boolean isDetailed(JsonValue task) {
        return isTask(task)
                && switch (task.string("status").orElse("")) {
                    case "completed" -> isObject(task, "result");
                    case "failed" -> isObject(task, "error");
                    case "input_required" -> isObject(task, "inputRequests");
                    default -> true;
                };
    }

    /// Whether that is the status of a task which has ended.
    public static boolean isEnd(String status) {
        return ENDS.contains(status);
    }

    private static boolean hasCommon(JsonValue task) {
        return task.is(JsonKind.OBJECT)
                && task.string("taskId").filter(id -> !id.isEmpty()).isPresent()
                && task.string("status").filter(STATUSES::contains).isPresent()
                && task.string("createdAt").isPresent()
                && task.string("lastUpdatedAt").isPresent()
                && task.get("statusMessage")
                        .map(said -> said.is(JsonKind.STRING))
                        .orElse(true);
    }

    /// A number, or null for what has no end.
    private static boolean isTime(JsonValue task, String name) {
        return task.get(name)
                .filter(time -> time.is(JsonKind.NUMBER) || time.is(JsonKind.NULL))
                .isPresent();
    }

    private static boolean isNumberIfAny(JsonValue task, String name) {
        return task.get(name).map(value -> value.is(JsonKind.NUMBER)).orElse(true);
    }

    private static boolean isObject(JsonValue task, String name) {
        return task.get(name).filter(value -> value.is(JsonKind.OBJECT)).isPresent();
    }
}
