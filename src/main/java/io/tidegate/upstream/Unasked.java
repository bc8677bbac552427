package io.tidegate.upstream;

import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonWriter;
import io.tidegate.mcp.Envelope;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.Method;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Who is told of a notification that belongs to no call?
///
/// @param watches who watches which resources, and in which session
/// @param elicited which sessions were sent to which pages
record Unasked(Watches watches, Elicited elicited, Link.Events events) {
    /// Tells of a list that changed; of a resource that changed, each who watches it in one of these sessions; of a
    /// page that is done, each session that was sent there.
    void take(Message.Notification notice, List<String> sessions) {
        take(notice, sessions::contains);
    }

    /// The same, for all sessions.
    void take(Message.Notification notice) {
        take(notice, _ -> true);
    }

    private void take(Message.Notification notice, Predicate<String> sessions) {
        if (Lists.changed(notice.method())) {
            events.listChanged(notice.method());
            return;
        }
        switch (notice.method()) {
            case Method.RESOURCE_UPDATED ->
                notice.params().root().string("uri").ifPresent(uri -> updated(notice, uri, sessions));
            case Method.TASK_STATUS, Method.TASK_TOLD ->
                notice.params()
                        .root()
                        .string("taskId")
                        .ifPresent(task -> updated(notice, Watched.task(task), sessions));
            case Method.ELICITED ->
                notice.params().root().string("elicitationId").ifPresent(id -> elicited.of(id).stream()
                        .filter(sessions)
                        .forEach(session -> events.completed(session, id)));
            default -> {
                // nobody is told
            }
        }
    }

    private void updated(Message.Notification notice, String what, Predicate<String> sessions) {
        List<String> told = watches.watching(what, sessions);
        if (!told.isEmpty()) {
            JsonDocument params = new JsonWriter()
                    .raw(Envelope.withMeta(notice.params(), Map.of()))
                    .document();
            told.forEach(listener -> events.updated(listener, what, params));
        }
    }
}
