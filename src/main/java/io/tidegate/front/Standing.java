package io.tidegate.front;

import io.tidegate.mcp.Message;
import io.tidegate.mcp.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What did a client ask for once that holds for its whole session: the resources that it watches, the level of the
/// log? A session that is opened again has to be told.
final class Standing {
    private static final int WATCHED_MAX = 1_000;

    private final Map<String, Message.Request> watched = new LinkedHashMap<>();
    private Optional<Message.Request> level = Optional.empty();

    /// A request that was answered with a result.
    synchronized void note(Message.Request request) {
        String uri = request.params().root().string("uri").orElse("");
        switch (request.method()) {
            case Method.SUBSCRIBE -> {
                if (watched.size() < WATCHED_MAX) {
                    watched.put(uri, request);
                }
            }
            case Method.UNSUBSCRIBE -> watched.remove(uri);
            case Method.SET_LEVEL -> level = Optional.of(request);
            default -> {
                // holds for itself only
            }
        }
    }

    synchronized List<Message.Request> all() {
        List<Message.Request> all = new ArrayList<>(watched.values());
        level.ifPresent(all::add);
        return all;
    }
}
