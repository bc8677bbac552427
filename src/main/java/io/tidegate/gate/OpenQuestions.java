package io.tidegate.gate;

import io.tidegate.crypto.Digest;
import io.tidegate.limit.Shares;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// What have people been asked and not yet answered? Each question is of one caller, is answered once, and is forgotten
/// after ten minutes. Nobody alone has room for all.
final class OpenQuestions {
    private static final Duration LIFETIME = Duration.ofMinutes(10);
    private static final int MOST = 10_000;

    private final InstantSource clock;
    private final Shares shares = new Shares(MOST);
    private final ReentrantLock lock = new ReentrantLock(); // a few instructions, never over a wait
    /// In the order in which they end.
    private final Map<String, Question> questions = new LinkedHashMap<>();

    private long names;

    private record Question(String owner, Digest substance, Instant until, Shares.Share room) {}

    OpenQuestions(InstantSource clock) {
        this.clock = clock;
    }

    /// The name under which it is remembered that `owner` is asked about this, or nothing where there is no room.
    Optional<String> ask(String owner, Digest substance) {
        lock.lock();
        try {
            forgetOld();
            return shares.take(owner, 1).map(room -> {
                String name = clock.instant().toEpochMilli() + "-" + ++names; // sealed when it leaves
                questions.put(
                        name, new Question(owner, substance, clock.instant().plus(LIFETIME), room));
                return name;
            });
        } finally {
            lock.unlock();
        }
    }

    /// What `owner` was asked about, once.
    Optional<Digest> take(String name, String owner) {
        lock.lock();
        try {
            forgetOld();
            Question question = questions.get(name);
            if (question == null || !question.owner().equals(owner)) {
                return Optional.empty();
            }
            forget(name);
            return Optional.of(question.substance());
        } finally {
            lock.unlock();
        }
    }

    void forget(String name) {
        lock.lock();
        try {
            Question question = questions.remove(name);
            if (question != null) {
                question.room().close();
            }
        } finally {
            lock.unlock();
        }
    }

    private void forgetOld() {
        Instant now = clock.instant();
        Iterator<Question> oldest = questions.values().iterator();
        while (oldest.hasNext()) {
            Question question = oldest.next();
            if (question.until().isAfter(now)) {
                return;
            }
            question.room().close();
            oldest.remove();
        }
    }
}
