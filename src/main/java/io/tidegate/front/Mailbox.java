package io.tidegate.front;

import io.tidegate.call.Own;
import io.tidegate.call.Release;
import io.tidegate.limit.Shares;
import io.tidegate.mcp.Offering;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// What is a listener yet to be told? Of many changes of one thing, one; and never more than so many.
final class Mailbox {
    private static final int UPDATES_MAX = 128; // of a URI each, at most 2 KiB
    private static final int TASKS_MAX = 1_024;
    private static final int LOGS_MAX = 64;

    private final Set<Offering> changed = EnumSet.noneOf(Offering.class);
    private final Set<String> tasks = new LinkedHashSet<>();
    private final Map<String, Release> updated = new LinkedHashMap<>();
    private final Deque<Letter.Log> logs = new ArrayDeque<>(0);

    /// One thing to tell.
    sealed interface Letter {
        /// @param uri of the resource that it is about, where it is about one
        record News(Optional<String> uri, Release release) implements Letter {}

        /// Something may have come of a task: how it is shall be looked up when it is told.
        ///
        /// @param id as the listener has it
        record Task(String id) implements Letter {}

        /// What a server logs. It is judged when it is told: much of it is dropped before.
        ///
        /// @param judged gives nothing where it may not be told
        /// @param held memory for it, until it was told or dropped
        record Log(Supplier<Optional<Release>> judged, Shares.Share held) implements Letter {
            @Override
            public void told() {
                held.close();
            }
        }

        /// It is done with, whether it could be told or not.
        default void told() {}
    }

    synchronized void task(String id) {
        if (tasks.size() < TASKS_MAX) {
            tasks.add(id);
        }
    }

    synchronized void changed(Set<Offering> kinds) {
        changed.addAll(kinds);
    }

    synchronized void updated(String uri, Release release) {
        if (updated.size() < UPDATES_MAX || updated.containsKey(uri)) {
            updated.put(uri, release);
        }
    }

    /// Where there is no room it is dropped.
    synchronized void log(Letter.Log log) {
        if (logs.size() < LOGS_MAX) {
            logs.add(log);
        } else {
            log.held().close();
        }
    }

    /// Drops what servers logged: nobody listens any more.
    synchronized void forgetLogs() {
        logs.forEach(log -> log.held().close());
        logs.clear();
    }

    /// Takes the next thing to tell out; what servers log comes last, so that it delays nothing else.
    synchronized Optional<Letter> take() {
        if (!changed.isEmpty()) {
            Offering kind = changed.iterator().next();
            changed.remove(kind);
            return Optional.of(new Letter.News(Optional.empty(), Release.of(new Own.Changed(kind))));
        }
        Iterator<String> waiting = tasks.iterator();
        if (waiting.hasNext()) {
            String id = waiting.next();
            waiting.remove();
            return Optional.of(new Letter.Task(id));
        }
        Iterator<Map.Entry<String, Release>> updates = updated.entrySet().iterator();
        if (!updates.hasNext()) {
            return Optional.ofNullable(logs.poll());
        }
        Map.Entry<String, Release> first = updates.next();
        updates.remove();
        return Optional.of(new Letter.News(Optional.of(first.getKey()), first.getValue()));
    }

    /// Puts back what could not be told, for another stream.
    synchronized void putBack(Letter letter) {
        switch (letter) {
            // what was logged is said once
            case Letter.Log _ -> {}
            case Letter.Task(String id) -> task(id);
            case Letter.News(Optional<String> uri, Release release) -> {
                uri.ifPresent(name -> updated.putIfAbsent(name, release));
                if (release.body() instanceof Release.Body.Spoken(Own.Changed(Offering kind))) {
                    changed.add(kind);
                }
            }
        }
    }
}
