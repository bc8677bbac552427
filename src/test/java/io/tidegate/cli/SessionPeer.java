package io.tidegate.cli;

import io.tidegate.upstream.HttpPeer;
import io.tidegate.upstream.HttpPeer.Turn;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/// A server of the older era over HTTP that remembers, session by session, what is watched there and on which stream
/// it can say something. Its tool `t` tells of all that is watched in the session in which it is called.
final class SessionPeer {
    private final HttpPeer peer;
    private final Map<String, Turn> streams = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> watched = new ConcurrentHashMap<>();
    private final AtomicInteger pings = new AtomicInteger();

    SessionPeer() throws IOException {
        peer = HttpPeer.legacy("{\"tools\":{},\"logging\":{},\"resources\":{\"subscribe\":true}}")
                .on("resources/list", turn -> turn.result("{\"resources\":[{\"uri\":\"file:///1\",\"name\":\"a\"}]}"))
                .on("resources/templates/list", turn -> turn.result("{\"resourceTemplates\":[]}"))
                .on("resources/subscribe", turn -> {
                    watched(session(turn)).add(uri(turn));
                    turn.result("{}");
                })
                .on("resources/unsubscribe", turn -> {
                    watched(session(turn)).remove(uri(turn));
                    turn.result("{}");
                })
                .on("logging/setLevel", turn -> turn.result("{}"))
                .on("tools/call", turn -> {
                    for (String uri : watched(session(turn))) {
                        say(session(turn), "notifications/resources/updated", "{\"uri\":\"" + uri + "\"}");
                    }
                    turn.result("{\"content\":[]}");
                })
                .on("GET", this::listen);
    }

    HttpPeer peer() {
        return peer;
    }

    private void listen(Turn turn) throws IOException {
        streams.put(session(turn), turn);
        try {
            turn.raw(": here\n\n");
            turn.hold();
        } finally {
            streams.remove(session(turn), turn);
        }
    }

    static String session(Turn turn) {
        return turn.header("Mcp-Session-Id").orElse("");
    }

    private static String uri(Turn turn) {
        return turn.message().path("params").path("uri").asString();
    }

    /// What is watched in that session.
    Set<String> watched(String session) {
        return watched.computeIfAbsent(session, _ -> ConcurrentHashMap.newKeySet());
    }

    /// The sessions that have a stream.
    Set<String> streams() {
        return streams.keySet();
    }

    void say(String session, String method, String params) throws IOException {
        stream(session).notify(method, params);
    }

    /// Waits for it: a busy machine may take longer to open it than a call is held back for it.
    private Turn stream(String session) throws IOException {
        Awaitility.await().until(() -> streams.containsKey(session));
        return Optional.ofNullable(streams.get(session)).orElseThrow(() -> new IOException("no stream"));
    }

    void log(String session, String level, String text) throws IOException {
        say(session, "notifications/message", "{\"level\":\"" + level + "\",\"data\":\"" + text + "\"}");
    }

    /// Waits until what was said on that stream was heard.
    void awaitHeard(String session) throws IOException {
        String id = "heard-" + pings.incrementAndGet();
        Turn turn = stream(session);
        turn.ask(id, "ping", "{}");
        turn.answer(id);
    }
}
