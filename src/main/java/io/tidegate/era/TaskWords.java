package io.tidegate.era;

import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonValue;
import io.tidegate.json.JsonWriter;
import io.tidegate.mcp.Envelope;
import io.tidegate.mcp.MetaKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// How is a task told to clients of 2025-11-25? Inside it looks as in the extension `io.modelcontextprotocol/tasks`,
/// where times have their unit in their names and what came of the task stands beside its state.
final class TaskWords {
    private static final String TTL = "ttlMs";
    private static final String POLL = "pollIntervalMs";
    private static final Set<String> OF_EXTENSION =
            Set.of("resultType", "result", "error", "inputRequests", "requestState", TTL, POLL);

    private TaskWords() {}

    /// What `initialize` says of tasks. Nobody is told of others' tasks, so there is no list of them.
    static void declare(JsonWriter out) {
        out.name("tasks").object();
        out.name("cancel").object().endObject();
        out.name("requests").object().name("tools").object();
        out.name("call").object().endObject();
        out.endObject().endObject().endObject();
    }

    /// A `Task`, as `tasks/get` and `tasks/cancel` give it.
    static byte[] task(JsonDocument task) {
        JsonValue root = task.root();
        Map<String, byte[]> members = times(root);
        if (root.get(MetaKey.META).isPresent()) {
            members.put(MetaKey.META, Fitting.meta(root, Optional.empty()));
        }
        return Envelope.adapted(task, OF_EXTENSION, members);
    }

    /// A `CreateTaskResult`: the task, and beside it what is said of the whole result.
    static byte[] created(JsonDocument task) {
        JsonValue root = task.root();
        Optional<JsonValue> meta = root.get(MetaKey.META);
        Map<String, byte[]> members = times(root);
        JsonDocument plain = meta.isEmpty()
                ? task
                : new JsonWriter()
                        .raw(Envelope.adapted(task, Set.of(MetaKey.META), Map.of()))
                        .document();
        JsonWriter out = new JsonWriter().object().name("task").raw(Envelope.adapted(plain, OF_EXTENSION, members));
        if (meta.isPresent()) {
            out.name(MetaKey.META).raw(Fitting.meta(root, Optional.empty()));
        }
        return out.endObject().bytes();
    }

    private static Map<String, byte[]> times(JsonValue task) {
        Map<String, byte[]> times = new LinkedHashMap<>();
        times.put("ttl", task.get(TTL).map(JsonValue::raw).orElseGet(() -> new byte[] {'n', 'u', 'l', 'l'}));
        task.get(POLL).ifPresent(value -> times.put("pollInterval", value.raw()));
        return times;
    }
}
