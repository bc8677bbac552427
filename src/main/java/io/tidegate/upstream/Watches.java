package io.tidegate.upstream;

import io.tidegate.limit.Shares;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Who watches which resources of one server? Several listeners may watch in one session there, each for itself: what
/// one ends goes on for the others.
///
/// Bounded: nobody alone takes all the places.
final class Watches {
    private static final int WATCHED_MAX = 4_096;
    private static final int OF_LISTENER_MAX = 256;

    private final Shares shares = new Shares(WATCHED_MAX);
    private final Map<String, Listener> listeners = new HashMap<>();
    private final Map<String, Map<String, Listener>> sessions = new HashMap<>(); // the same, by their session

    private record Listener(Asker asker, Map<String, Shares.Share> uris) {}

    /// False where there is no room. What is watched already stays as it is.
    synchronized boolean add(Asker asker, String uri) {
        Listener listener = listeners.get(asker.listener());
        if (listener != null && listener.uris().containsKey(uri)) {
            return true;
        }
        Optional<Shares.Share> share = listener != null && listener.uris().size() >= OF_LISTENER_MAX
                ? Optional.empty()
                : shares.take(asker.payer(), 1);
        if (share.isEmpty()) {
            return false;
        }
        Listener mine = listener == null ? new Listener(asker, new HashMap<>()) : listener;
        mine.uris().put(uri, share.get());
        listeners.put(asker.listener(), mine);
        sessions.computeIfAbsent(mine.asker().session(), _ -> new HashMap<>()).put(asker.listener(), mine);
        return true;
    }

    /// From now on what is watched there is watched here too, as far as there is room.
    void addAll(Watches others) {
        for (Asker asker : others.askers()) {
            for (String uri : others.of(asker.listener())) {
                boolean _ = add(asker, uri);
            }
        }
    }

    /// Who watched it, where that listener did.
    synchronized Optional<Asker> remove(String name, String uri) {
        Listener listener = listeners.get(name);
        Shares.Share share = listener == null ? null : listener.uris().remove(uri);
        if (listener == null || share == null) {
            return Optional.empty();
        }
        share.close();
        if (listener.uris().isEmpty()) {
            listeners.remove(name);
            sessions.computeIfPresent(listener.asker().session(), (_, known) -> {
                known.remove(name);
                return known.isEmpty() ? null : known;
            });
        }
        return Optional.of(listener.asker());
    }

    /// What this listener watches.
    synchronized Set<String> of(String name) {
        Listener listener = listeners.get(name);
        return listener == null ? Set.of() : Set.copyOf(listener.uris().keySet());
    }

    /// What is watched in this session at the server, by anybody.
    synchronized Set<String> in(String session) {
        return uris(sessions.getOrDefault(session, Map.of()));
    }

    synchronized boolean anyIn(String session) {
        return sessions.containsKey(session);
    }

    synchronized boolean anybody(String uri) {
        return listeners.values().stream().anyMatch(listener -> listener.uris().containsKey(uri));
    }

    /// What is watched by anybody.
    synchronized Set<String> all() {
        return uris(listeners);
    }

    private static Set<String> uris(Map<String, Listener> whose) {
        Set<String> all = new HashSet<>();
        whose.values().forEach(listener -> all.addAll(listener.uris().keySet()));
        return all;
    }

    /// One for each listener.
    synchronized List<Asker> askers() {
        return listeners.values().stream().map(Listener::asker).toList();
    }

    /// The listeners that are to be told of a change of this resource, or of a part of one that they watch.
    ///
    /// @param sessions at the server in which it was told
    synchronized List<String> watching(String changed, Predicate<String> sessions) {
        List<String> told = new ArrayList<>();
        listeners.forEach((name, listener) -> {
            if (sessions.test(listener.asker().session())
                    && listener.uris().keySet().stream().anyMatch(uri -> covers(uri, changed))) {
                told.add(name);
            }
        });
        return told;
    }

    static boolean covers(String watched, String changed) {
        return changed.startsWith(watched)
                && (changed.length() == watched.length()
                        || watched.endsWith("/")
                        || changed.charAt(watched.length()) == '/');
    }
}
