package io.tidegate.upstream;

import io.tidegate.limit.Shares;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which sessions watch which resources of one server? Bounded: nobody alone takes all the places.
final class Watches {
    private static final int WATCHED_MAX = 4_096;
    private static final int OF_SESSION_MAX = 256;

    private final Shares shares = new Shares(WATCHED_MAX);
    private final Map<String, Session> sessions = new HashMap<>();

    private record Session(Asker asker, Map<String, Shares.Share> uris) {}

    /// False where there is no room. What is watched already stays as it is.
    synchronized boolean add(Asker asker, String uri) {
        Session session = sessions.get(asker.session());
        if (session != null && session.uris().containsKey(uri)) {
            return true;
        }
        Optional<Shares.Share> share = session != null && session.uris().size() >= OF_SESSION_MAX
                ? Optional.empty()
                : shares.take(asker.payer(), 1);
        if (share.isEmpty()) {
            return false;
        }
        sessions.computeIfAbsent(asker.session(), _ -> new Session(asker, new HashMap<>()))
                .uris()
                .put(uri, share.get());
        return true;
    }

    /// From now on what is watched there is watched here too, as far as there is room.
    void addAll(Watches others) {
        for (Asker asker : others.askers()) {
            for (String uri : others.of(asker.session())) {
                boolean _ = add(asker, uri);
            }
        }
    }

    /// Who watched it, where somebody did.
    synchronized Optional<Asker> remove(String name, String uri) {
        Session session = sessions.get(name);
        Shares.Share share = session == null ? null : session.uris().remove(uri);
        if (session == null || share == null) {
            return Optional.empty();
        }
        share.close();
        if (session.uris().isEmpty()) {
            sessions.remove(name);
        }
        return Optional.of(session.asker());
    }

    /// What it watched.
    synchronized Set<String> forget(String name) {
        Session session = sessions.remove(name);
        if (session == null) {
            return Set.of();
        }
        session.uris().values().forEach(Shares.Share::close);
        return Set.copyOf(session.uris().keySet());
    }

    synchronized Set<String> of(String name) {
        Session session = sessions.get(name);
        return session == null ? Set.of() : Set.copyOf(session.uris().keySet());
    }

    synchronized boolean anybody(String uri) {
        return sessions.values().stream().anyMatch(session -> session.uris().containsKey(uri));
    }

    /// What is watched by anybody.
    synchronized Set<String> all() {
        Set<String> all = new HashSet<>();
        sessions.values().forEach(session -> all.addAll(session.uris().keySet()));
        return all;
    }

    synchronized List<Asker> askers() {
        return sessions.values().stream().map(Session::asker).toList();
    }

    /// The sessions that are to be told of a change of this resource, or of a part of one that they watch.
    synchronized List<String> watching(String changed) {
        List<String> told = new ArrayList<>();
        sessions.forEach((name, session) -> {
            if (session.uris().keySet().stream().anyMatch(uri -> covers(uri, changed))) {
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
