package io.tidegate.front;

import io.tidegate.call.Own;
import io.tidegate.call.Release;
import io.tidegate.era.Speech;
import io.tidegate.http.EventStream;
import io.tidegate.http.Headers;
import io.tidegate.http.HttpExchange;
import io.tidegate.http.HttpFailure;
import io.tidegate.limit.Shares;
import io.tidegate.mcp.Offering;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

/// Open GET streams: each hears that tools changed, and nothing of anybody's calls.
public final class Listeners {
    private final Shares places;
    private final Set<Listener> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /// @param most streams open at a time; nobody alone gets more than half of them, see [Shares]
    public Listeners(int most) {
        this.places = new Shares(most);
    }

    /// A place for one more stream of `who`; nothing where there is none, or not for them.
    Optional<Shares.Share> place(String who) {
        return places.take(who, 1);
    }

    /// One stream. Changes that come while one is being told are told once.
    private static final class Listener {
        private final Semaphore news = new Semaphore(0);
        private final CountDownLatch ended = new CountDownLatch(1);
    }

    /// Whether nobody gets another one now.
    boolean isFull() {
        return places.free() < 1;
    }

    /// Keeps the exchange open until the client goes away or the gateway stops. Whoever calls holds a place meanwhile.
    void serve(HttpExchange exchange, Speech speech) throws HttpFailure {
        Listener listener = new Listener();
        open.add(listener);
        if (closed) {
            listener.ended.countDown(); // it came while the gateway was told to stop
        }
        try (EventStream stream = exchange.events(Headers.of("Cache-Control", "no-store", "X-Accel-Buffering", "no"))) {
            exchange.onDisconnect(() -> {
                listener.ended.countDown();
                listener.news.release();
            });
            stream.comment();
            while (listener.ended.getCount() > 0) {
                listener.news.acquire();
                listener.news.drainPermits();
                if (listener.ended.getCount() > 0) {
                    for (Offering kind : List.of(Offering.TOOL, Offering.PROMPT, Offering.RESOURCE)) {
                        stream.send(speech.notice(Release.of(new Own.Changed(kind))));
                    }
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(listener);
        }
    }

    /// Tells every listener that its lists may have changed.
    public void changed() {
        open.forEach(listener -> listener.news.release());
    }

    void close() {
        closed = true;
        open.forEach(listener -> {
            listener.ended.countDown();
            listener.news.release();
        });
    }
}
