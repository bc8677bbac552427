package io.tidegate.limit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Is enough left of what all share, and would as much be left for others as the taker then holds?
///
/// Who holds nothing gets whatever is free. Who holds some gets more only while no less stays free than they then hold.
/// So nobody alone takes more than half in many pieces, two take at most a third each, and who comes later finds some.
/// Many names under one hand are many takers: it does not see through that, except where they are named as a group.
/// Then the same holds between groups too.
///
/// Remembers only who holds something. For one process only.
public final class Shares {
    private final long total;
    private final ReentrantLock lock = new ReentrantLock(); // a few instructions, never over a wait
    private final Map<Who, Long> held = new HashMap<>();
    private final Map<String, Long> groups = new HashMap<>();
    private final Deque<Turn> waiting = new ArrayDeque<>();
    private final Deque<Turn> passing = new ArrayDeque<>();
    private long free;

    /// Who takes something.
    ///
    /// @param group empty for who is of none
    public record Who(String group, String name) {}

    /// @param total how much there is, in whatever unit; at least 1
    public Shares(long total) {
        if (total < 1) {
            throw new IllegalArgumentException("there is at least 1 to share");
        }
        this.total = total;
        this.free = total;
    }

    public long total() {
        return total;
    }

    public long free() {
        lock.lock();
        try {
            return free;
        } finally {
            lock.unlock();
        }
    }

    /// So much for `who`, or nothing where it is not to be had now.
    public Optional<Share> take(String who, long amount) {
        return take(new Who("", who), amount);
    }

    /// The same for somebody of a group.
    public Optional<Share> take(Who who, long amount) {
        if (amount <= 0) {
            return Optional.of(new Share(who, 0));
        }
        lock.lock();
        try {
            return waiting.isEmpty() && fits(who, amount, free - amount)
                    ? Optional.of(give(who, amount))
                    : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /// Gets in line for so much. Await what is returned, or leave.
    public Turn queue(String who, long amount) {
        return queue(new Who("", who), amount);
    }

    /// The same for somebody of a group.
    public Turn queue(Who who, long amount) {
        return inLine(new Turn(who, amount, Optional.empty()));
    }

    private Turn inLine(Turn turn) {
        lock.lock();
        try {
            if (turn.possible()) {
                waiting.addLast(turn);
                serve();
            } else {
                turn.over.countDown();
            }
        } finally {
            lock.unlock();
        }
        return turn;
    }

    /// Whether there would be room for somebody who holds nothing, of a group that holds what it does.
    public boolean hasRoom(String group, long amount) {
        lock.lock();
        try {
            return fits(new Who(group, ""), amount, free - amount);
        } finally {
            lock.unlock();
        }
    }

    private boolean fits(Who who, long amount, long left) {
        return fitsOne(who, amount, left) && fitsGroup(who, amount, left);
    }

    private boolean fitsOne(Who who, long amount, long left) {
        return left >= 0 && leavesEnough(held.getOrDefault(who, 0L), amount, left);
    }

    private boolean fitsGroup(Who who, long amount, long left) {
        return who.group().isEmpty() || leavesEnough(groups.getOrDefault(who.group(), 0L), amount, left);
    }

    private static boolean leavesEnough(long mine, long amount, long left) {
        return mine == 0 || mine + amount <= left;
    }

    /// As if the share were given back and a larger one taken at once. Of a group, several who hold something and need
    /// more would wait for each other, so there the group counts only for who holds nothing yet.
    private boolean grow(Share share, long more) {
        boolean alone = held.getOrDefault(share.who, 0L) == share.amount;
        boolean fits = more == 0
                || ((alone || fitsOne(share.who, more, free - more))
                        && (share.amount > 0 || fitsGroup(share.who, more, free - more)));
        if (more > free || !fits) {
            return false;
        }
        count(share.who, more);
        share.amount += more;
        return true;
    }

    private Share give(Who who, long amount) {
        count(who, amount);
        return new Share(who, amount);
    }

    private void count(Who who, long amount) {
        free -= amount;
        held.merge(who, amount, Long::sum);
        if (!who.group().isEmpty()) {
            groups.merge(who.group(), amount, Long::sum);
        }
    }

    private void leave(Who who, long amount) {
        held.computeIfPresent(who, (_, mine) -> mine == amount ? null : mine - amount);
        groups.computeIfPresent(who.group(), (_, theirs) -> theirs == amount ? null : theirs - amount);
        free += amount;
    }

    /// In the order in which they came, except that nobody waits for who has to wait for their own.
    private void serve() {
        passing.removeIf(Turn::grant); // first, and all: they need nothing that is free
        Iterator<Turn> turns = waiting.iterator();
        while (turns.hasNext()) {
            Turn turn = turns.next();
            if (turn.grant()) {
                turns.remove();
            } else if (turn.amount > free) {
                return; // INVARIANT: who needs much is not overtaken for ever by those who need little
            }
        }
    }

    /// A place in the line. Any thread may end the wait of another by leaving.
    public final class Turn {
        private final Who who;
        private final long amount;
        private final Optional<Share> passed;
        private final Optional<Share> grown;
        private final CountDownLatch over = new CountDownLatch(1);
        private @Nullable Share got;

        /// @param passed held already, by somebody else
        private Turn(Who who, long amount, Optional<Share> passed) {
            this.who = who;
            this.amount = amount;
            this.passed = passed;
            this.grown = Optional.empty();
        }

        private Turn(Share grown, long more) {
            this.who = grown.who;
            this.amount = more;
            this.passed = Optional.empty();
            this.grown = Optional.of(grown);
        }

        private boolean grant() {
            if (passed.isPresent()) {
                if (!passed.get().pass(who.name())) {
                    return false;
                }
                got = passed.get();
            } else if (grown.isPresent()) {
                if (!grow(grown.get(), amount)) {
                    return false;
                }
                got = grown.get();
            } else {
                if (!fits(who, amount, free - amount)) {
                    return false;
                }
                got = give(who, amount);
            }
            over.countDown();
            return true;
        }

        /// Whether waiting can ever help.
        public boolean possible() {
            return amount <= total;
        }

        /// The share, once it is there; nothing where it did not come in time, or the line was left.
        public Optional<Share> await(Duration most) {
            try {
                if (!over.await(Math.max(0, most.toNanos()), TimeUnit.NANOSECONDS)) {
                    leave();
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                leave();
            }
            lock.lock();
            try {
                return Optional.ofNullable(got);
            } finally {
                lock.unlock();
            }
        }

        /// Ends the wait. What was given already stays given.
        public void leave() {
            lock.lock();
            try {
                if (waiting.remove(this) || passing.remove(this)) {
                    serve();
                }
            } finally {
                lock.unlock();
            }
            over.countDown();
        }
    }

    /// What somebody holds. Closing it twice gives it back once.
    public final class Share implements AutoCloseable {
        private Who who;
        private long amount;

        private Share(Who who, long amount) {
            this.who = who;
            this.amount = amount;
        }

        /// Gives back all but so much.
        public void shrink(long most) {
            lock.lock();
            try {
                long back = amount - Math.max(0, most);
                if (back > 0) {
                    leave(who, back);
                    amount -= back;
                    serve();
                }
            } finally {
                lock.unlock();
            }
        }

        /// Makes it the share of `name` of the same group, if that is not too much for them now. From then on it counts
        /// as
        /// theirs.
        public boolean pass(String name) {
            lock.lock();
            try {
                Who next = new Who(who.group(), name);
                if (amount > 0 && !next.equals(who)) {
                    if (!fitsOne(next, amount, free)) {
                        return false;
                    }
                    leave(who, amount);
                    count(next, amount);
                }
                who = next;
                return true;
            } finally {
                lock.unlock();
            }
        }

        /// Waits until `pass` is possible. Until then it counts as it did.
        public Turn passing(String next) {
            Turn turn = new Turn(new Who(who.group(), next), amount, Optional.of(this));
            lock.lock();
            try {
                passing.addLast(turn);
                serve();
            } finally {
                lock.unlock();
            }
            return turn;
        }

        /// Gets in line for it to become so large; what it has it keeps meanwhile. Not for a share that is passed on or
        /// shrunk before that.
        public Turn growing(long whole) {
            return inLine(new Turn(this, Math.max(0, whole - amount)));
        }

        @Override
        public void close() {
            if (amount > 0) {
                shrink(0);
            }
        }
    }
}
