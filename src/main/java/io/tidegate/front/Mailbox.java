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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// What is a listener yet to be told? Of many changes of one thing, one; and never more than so many.
final class Mailbox {
    private static final int TASKS_MAX = 128;
    private static final int UPDATES_MAX = 256; // of a URI each, at most 2 KiB
    private static final int LOGS_MAX = 64;

    private final Set<Offering> changed = EnumSet.noneOf(Offering.class);
    private final Map<String, Release> tasks = new LinkedHashMap<>();
    private final Map<String, Update> updated = new LinkedHashMap<>();
    private final Shares room = new Shares(UPDATES_MAX);
    private final Deque<Logged> logs = new ArrayDeque<>(0);
    private final Shares logRoom = new Shares(LOGS_MAX);
    private boolean taskNext;

    /// @param room what it takes of its server's part
    private record Update(Release release, Optional<Shares.Share> room) {}

    private record Logged(Letter.Log log, Shares.Share room) {}

    /// One thing to tell.
    sealed interface Letter {
        /// @param uri of the resource that it is about, or the id of the task; nothing for lists
        /// @param task whether it is about a task
        record News(Optional<String> uri, Release release, boolean task) implements Letter {}

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

    /// How a task is. Looks are made one after the other, so there are never many.
    synchronized void task(String id, Release state) {
        if (tasks.size() < TASKS_MAX || tasks.containsKey(id)) {
            tasks.put(id, state);
        }
    }

    synchronized void changed(Set<Offering> kinds) {
        changed.addAll(kinds);
    }

    /// A server that tells of very much gets no more room than it leaves to the others, see [Shares]: beyond that it is
    /// dropped.
    synchronized void updated(String server, String uri, Release release) {
        Update known = updated.get(uri);
        Optional<Shares.Share> place = known == null ? room.take(server, 1) : known.room();
        if (known != null || place.isPresent()) {
            updated.put(uri, new Update(release, place));
        }
    }

    /// Where there is no room for more of this server it is dropped.
    synchronized void log(String server, Letter.Log log) {
        logRoom.take(server, 1).ifPresentOrElse(place -> logs.add(new Logged(log, place)), log.held()::close);
    }

    /// Drops what servers logged: nobody listens any more.
    synchronized void forgetLogs() {
        logs.forEach(each -> {
            each.log().held().close();
            each.room().close();
        });
        logs.clear();
    }

    /// Takes the next thing to tell out; what servers log comes last, so that it delays nothing else.
    synchronized Optional<Letter> take() {
        if (!changed.isEmpty()) {
            Offering kind = changed.iterator().next();
            changed.remove(kind);
            return Optional.of(new Letter.News(Optional.empty(), Release.of(new Own.Changed(kind)), false));
        }
        taskNext = !taskNext; // neither keeps the other from being told
        Optional<Letter> first = taskNext ? firstTask() : firstUpdate();
        Optional<Letter> news = first.isPresent() ? first : taskNext ? firstUpdate() : firstTask();
        return news.isPresent() ? news : firstLog();
    }

    private Optional<Letter> firstLog() {
        return Optional.ofNullable(logs.poll()).map(first -> {
            first.room().close();
            return first.log();
        });
    }

    private Optional<Letter> firstTask() {
        return first(tasks).map(task -> new Letter.News(Optional.of(task.getKey()), task.getValue(), true));
    }

    private Optional<Letter> firstUpdate() {
        return first(updated).map(update -> {
            update.getValue().room().ifPresent(Shares.Share::close);
            return new Letter.News(
                    Optional.of(update.getKey()), update.getValue().release(), false);
        });
    }

    private static <T> Optional<Map.Entry<String, T>> first(Map<String, T> news) {
        Iterator<Map.Entry<String, T>> waiting = news.entrySet().iterator();
        if (!waiting.hasNext()) {
            return Optional.empty();
        }
        Map.Entry<String, T> first = Map.Entry.copyOf(waiting.next()); // its own, once it is out of the map
        waiting.remove();
        return Optional.of(first);
    }

    /// Puts back what could not be told, for another stream.
    synchronized void putBack(Letter letter) {
        switch (letter) {
            case Letter.Log _ -> {
                // said once
            }
            case Letter.News(Optional<String> id, Release release, boolean task)
            when task -> id.ifPresent(name -> tasks.putIfAbsent(name, release));
            case Letter.News(Optional<String> uri, Release release, boolean _) -> {
                uri.ifPresent(name -> updated.putIfAbsent(name, new Update(release, Optional.empty())));
                if (release.body() instanceof Release.Body.Spoken(Own.Changed(Offering kind))) {
                    changed.add(kind);
                }
            }
        }
    }
}
