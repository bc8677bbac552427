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
import java.util.concurrent.LinkedBlockingDeque;
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

        /// @param asks the id of the request that it is; empty where it is an answer
        record Unread(byte[] json, Shares.Share held, Optional<RequestId> asks) implements Event {}

        record Ended(LinkFailed failure) implements Event {}
    }

    private final Asker asker;
    private final Optional<String> task;
    private final LinkedBlockingDeque<Event> events = new LinkedBlockingDeque<>();
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
        return answered.compareAndSet(false, true) && events.offer(new Event.Unread(json, held, Optional.empty()));
    }

    /// The same for a large request of the server's.
    synchronized boolean offerRequest(RequestId id, byte[] json, Shares.Share held) {
        if (answered.get() || requests.incrementAndGet() > REQUESTS_MAX) {
            return false;
        }
        return events.offer(new Event.Unread(json, held, Optional.of(id)));
    }

    /// Whether there is an answer, read or not: whatever the server asked before that, it did not wait for.
    boolean isAnswered() {
        return answered.get();
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
            if (event instanceof Event.Unread(byte[] _, Shares.Share held, var asks)) {
                held.close();
                asks.ifPresent(unanswered::add);
            } else if (event instanceof Event.Said(Message.Request request)) {
                unanswered.add(request.id());
            }
        }
        return unanswered;
    }

    /// Waits for the answer, or for what the server asks before that, handing out notices as they come. What is large
    /// is read by whoever waits for it, so that it holds up nobody else.
    Message await(Question question, InstantSource clock, Intake intake) throws LinkFailed {
        while (true) {
            Event event = next(question.deadline(), clock);
            if (event == null) {
                throw new LinkFailed(LinkFailed.Why.SLOW, "no answer in time");
            }
            Optional<Message> message = taken(event, question, intake);
            if (message.isPresent()) {
                return message.get();
            }
        }
    }

    /// The next request, if the server asks for more within that time; its answer stays where it is.
    Optional<Message.Request> another(Question question, Duration quiet, InstantSource clock, Intake intake)
            throws LinkFailed {
        Instant end = clock.instant().plus(quiet);
        while (!answered.get()) {
            Event event = next(end, clock);
            if (event == null) {
                return Optional.empty();
            }
            boolean notice = event instanceof Event.Said(Message.Notification _);
            boolean request = event instanceof Event.Said(Message.Request _)
                    || (event instanceof Event.Unread unread && unread.asks().isPresent());
            if (!notice && !request) {
                events.addFirst(event);
                return Optional.empty();
            }
            if (taken(event, question, intake).orElse(null) instanceof Message.Request asked) {
                return Optional.of(asked);
            }
        }
        return Optional.empty();
    }

    /// Empty where it was a notice.
    private Optional<Message> taken(Event event, Question question, Intake intake) throws LinkFailed {
        switch (event) {
            case Event.Ended(LinkFailed failure) -> throw failure;
            case Event.Said(Message.Notification notice) -> {
                question.notices().ifPresent(listener -> listener.accept(notice));
                noticeBytes.addAndGet(-notice.params().length());
                return Optional.empty();
            }
            case Event.Said(Message.Request request) -> {
                noticeBytes.addAndGet(-request.params().length());
                requests.decrementAndGet();
                return Optional.of(request);
            }
            case Event.Said(Message answer) -> {
                return Optional.of(answer);
            }
            case Event.Unread(byte[] json, Shares.Share held, Optional<RequestId> asks) -> {
                intake.take(held);
                Message message = intake.read(json);
                if (asks.isPresent()) {
                    requests.decrementAndGet();
                    requireRequest(message, asks.get());
                }
                return Optional.of(message);
            }
        }
    }

    private static void requireRequest(Message message, RequestId id) throws LinkFailed {
        if (!(message instanceof Message.Request request) || !request.id().equals(id)) {
            throw new LinkFailed(LinkFailed.Why.MALFORMED, "a request that is no message");
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
