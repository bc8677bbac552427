package io.tidegate.front;

import io.tidegate.call.Own;
import io.tidegate.call.Release;
import io.tidegate.mcp.Offering;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What is a listener yet to be told? Of many changes of one thing, one; and never more than so many.
final class Mailbox {
    private static final int UPDATES_MAX = 128; // of a URI each, at most 2 KiB

    private final Set<Offering> changed = EnumSet.noneOf(Offering.class);
    private final Map<String, Release> updated = new LinkedHashMap<>();

    /// One thing to tell.
    ///
    /// @param uri of the resource that it is about, where it is about one
    record Letter(Optional<String> uri, Release release) {}

    synchronized void changed(Set<Offering> kinds) {
        changed.addAll(kinds);
    }

    synchronized void updated(String uri, Release release) {
        if (updated.size() < UPDATES_MAX || updated.containsKey(uri)) {
            updated.put(uri, release);
        }
    }

    /// Takes the next thing to tell out.
    synchronized Optional<Letter> take() {
        if (!changed.isEmpty()) {
            Offering kind = changed.iterator().next();
            changed.remove(kind);
            return Optional.of(new Letter(Optional.empty(), Release.of(new Own.Changed(kind))));
        }
        Iterator<Map.Entry<String, Release>> updates = updated.entrySet().iterator();
        if (!updates.hasNext()) {
            return Optional.empty();
        }
        Map.Entry<String, Release> first = updates.next();
        updates.remove();
        return Optional.of(new Letter(Optional.of(first.getKey()), first.getValue()));
    }

    /// Puts back what could not be told, for another stream.
    synchronized void putBack(Letter letter) {
        letter.uri().ifPresent(uri -> updated.putIfAbsent(uri, letter.release()));
        if (letter.release().body() instanceof Release.Body.Spoken(Own.Changed(Offering kind))) {
            changed.add(kind);
        }
    }
}
