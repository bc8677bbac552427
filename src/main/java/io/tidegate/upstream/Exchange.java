package io.tidegate.upstream;

import io.tidegate.limit.Shares;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.RequestId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// One question waiting for its answer while others travel on the same pipe.
///
/// Notices and requests beyond the limits of number and size are dropped: a server that floods fills nothing and delays
/// nobody else.
final class Exchange implements AutoCloseable {
    private static final int NOTICES_MAX = 256;
    private static final int REQUESTS_MAX = 8;
    static final int NOTICE_BYTES_MAX = 256 << 10;

    private sealed interface Event {
        record Said(Message message) implements Event {}

        record Unread(byte[] json, Shares.Share held) implements Event {}

        record Ended(LinkFailed failure) implements Event {}
    }

    private final Asker asker;
    private final Optional<String> task;
    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final AtomicLong noticeBytes = new AtomicLong();
    private final AtomicLong requests = new AtomicLong();
    private final AtomicBoolean answered = new AtomicBoolean();

    Exchange(Asker asker) {
        this(asker, Optional.empty());
    }

    /// @param task the server's own id of the task whose result is waited for
    Exchange(Asker asker, Optional<String> task) {
        this.asker = asker;
        this.task = task;
    }

    Optional<String> task() {
        return task;
    }

    Asker asker() {
        return asker;
    }

    /// Whether this was wanted: a second answer is not, nor is a request after the answer.
    boolean offer(Message message) {
        return switch (message) {
            case Message.Notification notice ->
                events.size() < NOTICES_MAX && fits(notice.params().length()) && events.offer(new Event.Said(message));
            case Message.Request request -> offer(request);
            case Message.Result _, Message.Failure _ ->
                answered.compareAndSet(false, true) && events.offer(new Event.Said(message));
        };
    }

    private synchronized boolean offer(Message.Request request) {
        if (answered.get() || requests.incrementAndGet() > REQUESTS_MAX) {
            return false;
        }
        return fits(request.params().length()) && events.offer(new Event.Said(request));
    }

    /// Whether this large answer, not read yet, was wanted. If so, what is held for it is now held here.
    synchronized boolean offer(byte[] json, Shares.Share held) {
        return answered.compareAndSet(false, true) && events.offer(new Event.Unread(json, held));
    }

    private boolean fits(int bytes) {
        if (noticeBytes.addAndGet(bytes) <= NOTICE_BYTES_MAX) {
            return true;
        }
        noticeBytes.addAndGet(-bytes);
        return false;
    }

    void end(LinkFailed failure) {
        if (answered.compareAndSet(false, true)) {
            events.add(new Event.Ended(failure));
        }
    }

    /// Nobody waits any longer: what came too late gives back what is held for it.
    @Override
    public void close() {
        end();
    }

    /// As [#close]; returns the requests of the server that nobody answers now.
    synchronized List<RequestId> end() {
        answered.set(true);
        List<RequestId> unanswered = new ArrayList<>(0);
        for (Event event = events.poll(); event != null; event = events.poll()) {
            if (event instanceof Event.Unread(byte[] _, Shares.Share held)) {
                held.close();
            } else if (event instanceof Event.Said(Message.Request request)) {
                unanswered.add(request.id());
            }
        }
        return unanswered;
    }

    /// Waits for the answer, or for what the server asks before that, handing out notices as they come. A large answer
    /// is read by whoever waits for it, so that it holds up nobody else.
    Message await(Question question, InstantSource clock, Intake intake) throws LinkFailed {
        while (true) {
            switch (next(question.deadline(), clock)) {
                case Event.Ended(LinkFailed failure) -> throw failure;
                case Event.Said(Message.Notification notice) -> {
                    question.notices().ifPresent(listener -> listener.accept(notice));
                    noticeBytes.addAndGet(-notice.params().length());
                }
                case Event.Said(Message.Request request) -> {
                    noticeBytes.addAndGet(-request.params().length());
                    requests.decrementAndGet();
                    return request;
                }
                case Event.Said(Message answer) -> {
                    return answer;
                }
                case Event.Unread(byte[] json, Shares.Share held) -> {
                    intake.take(held);
                    return intake.read(json);
                }
                case null -> throw new LinkFailed(LinkFailed.Why.SLOW, "no answer in time");
            }
        }
    }

    private @Nullable Event next(Instant deadline, InstantSource clock) throws LinkFailed {
        Duration left = Duration.between(clock.instant(), deadline);
        try {
            return left.isPositive() ? events.poll(left.toNanos(), TimeUnit.NANOSECONDS) : events.poll();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new LinkFailed(LinkFailed.Why.CANCELLED, "stopped while waiting");
        }
    }
}
