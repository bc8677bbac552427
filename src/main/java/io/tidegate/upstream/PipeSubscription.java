package io.tidegate.upstream;

import io.tidegate.mcp.Envelope;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.RequestId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// What does a process of 2026-07-28 tell unasked? One `subscriptions/listen` on its pipe, for all of the gateway;
/// another one before it is ended where more is wanted.
final class PipeSubscription {
    private final Switchboard board;
    private final InstantSource clock;
    private final Map<RequestId, Said> open = new ConcurrentHashMap<>();

    PipeSubscription(Switchboard board, InstantSource clock) {
        this.board = board;
        this.clock = clock;
    }

    /// What the server says that it tells of.
    private static final class Said {
        private final CountDownLatch acknowledged = new CountDownLatch(1);
        private volatile Set<String> told = Set.of();
    }

    /// Listens for what is watched now, and for changes of lists. Waits until the server says that it tells.
    ///
    /// @param uri what must be told of, where anything must
    /// @throws LinkFailed if it does not
    void cover(Set<String> watched, Optional<String> uri, Instant deadline) throws LinkFailed {
        boolean told = uri.isPresent() && open.values().stream().anyMatch(said -> said.told.contains(uri.get()));
        if (told) {
            return;
        }
        Set<RequestId> before = Set.copyOf(open.keySet());
        Said said = new Said();
        RequestId id = board.open(new Exchange(Asker.GATEWAY));
        open.put(id, said);
        Question listen = Subscription.question(watched, deadline);
        board.write(Envelope.request(id, Method.LISTEN, Dialect.STATELESS.params(listen, Optional.empty())));
        if (uri.isPresent() && !(await(said, deadline) && said.told.contains(uri.get()))) {
            end(id);
            throw new LinkFailed(LinkFailed.Why.MALFORMED, "the server does not tell of changes of this resource");
        }
        before.forEach(this::end);
    }

    private boolean await(Said said, Instant deadline) {
        try {
            Duration left = Duration.between(clock.instant(), deadline);
            return said.acknowledged.await(Math.max(0, left.toMillis()), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void end(RequestId id) {
        open.remove(id);
        board.close(id);
        board.cancel(id);
    }

    /// Takes the server's word for what it tells of. Called on the thread that reads.
    void acknowledged(Message.Notification notice) {
        Optional<Said> said = Subscription.subscription(notice).map(open::get);
        if (said.isPresent()) {
            said.get().told = Subscription.honoured(notice);
            said.get().acknowledged.countDown();
        }
    }
}
