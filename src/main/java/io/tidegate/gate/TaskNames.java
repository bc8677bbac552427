package io.tidegate.gate;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidegate.call.Call;
import io.tidegate.call.Content;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Refused;
import io.tidegate.catalog.Tool;
import io.tidegate.json.JsonEdits;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.JsonValue;
import io.tidegate.json.JsonWriter;
import io.tidegate.json.MalformedJson;
import io.tidegate.mcp.Capabilities;
import io.tidegate.mcp.Era;
import io.tidegate.mcp.MetaKey;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.ProtocolVersion;
import io.tidegate.mcp.TaskShape;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Does a server speak of the very task that its caller asked about, and by which id does the caller know it?
///
/// A task that has ended has ended: a server that says otherwise later is not believed, as long as that is remembered.
final class TaskNames {
    private static final String TASK_ID = "taskId";
    private static final String STATE = "requestState";
    private static final int ENDED_MAX = 100_000;
    private static final Duration ENDED_FOR = Duration.ofHours(1);

    private final TaskIds tasks;
    private final Cache<String, String> ended = Caffeine.newBuilder()
            .maximumSize(ENDED_MAX)
            .expireAfterWrite(ENDED_FOR)
            .build();

    TaskNames(TaskIds tasks) {
        this.tasks = tasks;
    }

    /// A task that a call began gets the id under which its caller knows it from now on.
    ///
    /// @throws Refused if the caller did not allow it, or the task has no usable id
    Content begun(Call call, Content content) throws Refused {
        if (!(call.target() instanceof Tool tool) || !isAllowed(call)) {
            throw malformed("The server made a task of this, which the client did not allow.");
        }
        JsonValue root = content.json().root();
        requireTask(TaskShape.isTask(root));
        JsonValue own = root.get(TASK_ID).orElseThrow();
        JsonEdits edits = new JsonEdits(content.json());
        edits.replaceText(own, tasks.seal(call.arrival(), tool, own.text()));
        removeState(edits, root);
        return applied(edits, content);
    }

    /// By the extension, which the request declares; in 2025-11-25 by asking for it.
    private static boolean isAllowed(Call call) {
        ProtocolVersion version = call.arrival().version();
        return version.era() == Era.STATELESS
                ? call.caller().capabilities().knows(Capabilities.TASKS)
                : version == ProtocolVersion.V2025_11_25
                        && call.params()
                                .json()
                                .root()
                                .get("task")
                                .filter(task -> task.is(JsonKind.OBJECT))
                                .isPresent();
    }

    private static void requireTask(boolean is) throws Refused {
        if (!is) {
            throw malformed("The server did not say all that must be said of a task.");
        }
    }

    /// There are no states of calls in tasks (the extension has none any more), and no caller gets a server's unsealed.
    private static void removeState(JsonEdits edits, JsonValue root) {
        for (JsonValue.Member member : root.members()) {
            if (member.name().says(STATE)) {
                edits.remove(member.name());
            }
        }
    }

    /// How a task is, by the id that its caller has for it; or that something was done with it, which in the newer era
    /// is told without its state.
    ///
    /// @throws Refused if it is another task, one that had ended, or none
    Content state(Call call, Content content) throws Refused {
        JsonValue root = content.json().root();
        String own = own(call);
        boolean newer = call.arrival().version().era() == Era.STATELESS;
        boolean asked = call.method().equals(Method.TASKS_GET);
        if (asked || !newer) {
            requireTask(newer ? TaskShape.isDetailed(root) : TaskShape.isTask(root));
        }
        Optional<JsonValue> said = root.get(TASK_ID);
        if (said.isPresent() && !said.get().says(own)) {
            throw malformed("The server answered about another task.");
        }
        Optional<String> status = root.string("status");
        String key = TaskIds.owner(call.caller(), call.arrival().profile()) + "\n"
                + call.target().server().name() + "\n" + own;
        if (status.filter(TaskShape::isEnd).isPresent()) {
            ended.put(key, status.get());
        } else if (status.isPresent() && ended.getIfPresent(key) != null) {
            throw malformed("The server says that a task goes on which had ended.");
        }
        JsonEdits edits = new JsonEdits(content.json());
        said.ifPresent(id -> edits.replaceText(id, shown(call)));
        removeState(edits, root);
        return applied(edits, content);
    }

    /// What a task gave, for who asks with `tasks/result`.
    Content result(Call call, Content content) throws Refused {
        JsonEdits edits = new JsonEdits(content.json());
        relate(edits, content.json().root(), call);
        return applied(edits, content);
    }

    /// What a task needs of its caller, for who asks with `tasks/result`.
    Content asked(Call call, Content content) throws Refused {
        JsonEdits edits = new JsonEdits(content.json());
        Optional<JsonValue> requests =
                content.json().root().get("inputRequests").filter(all -> all.is(JsonKind.OBJECT));
        for (JsonValue.Member member : requests.map(JsonValue::members).orElse(List.of())) {
            Optional<JsonValue> params = member.value().is(JsonKind.OBJECT)
                    ? member.value().get("params").filter(found -> found.is(JsonKind.OBJECT))
                    : Optional.empty();
            if (params.isPresent()) {
                relate(edits, params.get(), call);
            }
        }
        return applied(edits, content);
    }

    private static void relate(JsonEdits edits, JsonValue object, Call call) throws Refused {
        byte[] task = new JsonWriter()
                .object()
                .member(TASK_ID, shown(call))
                .endObject()
                .bytes();
        Optional<JsonValue> meta = object.get(MetaKey.META);
        if (meta.isEmpty()) {
            edits.put(
                    object,
                    MetaKey.META,
                    new JsonWriter()
                            .object()
                            .name(MetaKey.RELATED_TASK)
                            .raw(task)
                            .endObject()
                            .bytes());
        } else if (meta.get().is(JsonKind.OBJECT)) {
            edits.put(meta.get(), MetaKey.RELATED_TASK, task);
        } else {
            throw malformed("The server answered with something that is not valid MCP.");
        }
    }

    private static String shown(Call call) {
        return call.arrival().request().params().root().string(TASK_ID).orElseThrow();
    }

    private static String own(Call call) {
        return call.params().json().root().string(TASK_ID).orElseThrow();
    }

    private static Refused malformed(String what) {
        return new Refused(Refusal.of(Reason.ANSWER_MALFORMED, what));
    }

    private static Content applied(JsonEdits edits, Content content) throws Refused {
        try {
            return edits.isEmpty() ? content : new Content(edits.apply(JsonLimits.EXAMINED));
        } catch (MalformedJson tooLarge) {
            throw new Refused(Refusal.of(Reason.ANSWER_TOO_LARGE, "The answer is larger than what may pass."));
        }
    }
}
