package io.tidegate.upstream;

import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonValue;
import io.tidegate.json.JsonWriter;
import io.tidegate.mcp.Envelope;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.Method;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Who is told of a notification that belongs to no call?
///
/// @param watches which sessions watch which resources
record Unasked(Watches watches, Link.Events events) {
    /// Tells of a list that changed; of a resource that changed, each of these sessions that watches it.
    void take(Message.Notification notice, List<String> sessions) {
        if (Lists.changed(notice.method())) {
            events.listChanged(notice.method());
            return;
        }
        JsonValue said = notice.params().root();
        Optional<String> uri =
                switch (notice.method()) {
                    case Method.RESOURCE_UPDATED -> said.string("uri");
                    case Method.TASK_STATUS, Method.TASK_TOLD ->
                        said.string("taskId").map(Watched::task);
                    default -> Optional.empty();
                };
        if (uri.isEmpty()) {
            return;
        }
        List<String> told =
                watches.watching(uri.get()).stream().filter(sessions::contains).toList();
        if (!told.isEmpty()) {
            JsonDocument params = new JsonWriter()
                    .raw(Envelope.withMeta(notice.params(), Map.of()))
                    .document();
            told.forEach(session -> events.updated(session, uri.get(), params));
        }
    }

    /// The same, for all sessions.
    void take(Message.Notification notice) {
        take(notice, watches.askers().stream().map(Asker::session).toList());
    }
}
