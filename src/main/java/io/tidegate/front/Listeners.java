package io.tidegate.front;

import io.tidegate.call.Own;
import io.tidegate.call.Release;
import io.tidegate.era.Speech;
import io.tidegate.http.EventStream;
import io.tidegate.http.Headers;
import io.tidegate.http.HttpExchange;
import io.tidegate.http.HttpFailure;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

/// Open GET streams: each hears that tools changed, and nothing of anybody's calls.
public final class Listeners {
    private static final byte[] NOTHING = new byte[0];

    private final Semaphore free;
    private final Set<Listener> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /// @param most streams open at a time
    public Listeners(int most) {
        this.free = new Semaphore(most);
    }

    /// One stream. Changes that come while one is being told are told once.
    private static final class Listener {
        private final Semaphore news = new Semaphore(0);
        private final CountDownLatch ended = new CountDownLatch(1);
    }

    /// Keeps the exchange open until the client goes away or the gateway stops.
    void serve(HttpExchange exchange, Speech speech) throws HttpFailure {
        if (closed || !free.tryAcquire()) {
            exchange.respond(503, Headers.of("Retry-After", "5"), NOTHING);
            return;
        }
        Listener listener = new Listener();
        open.add(listener);
        if (closed) {
            listener.ended.countDown(); // it came between the end and the look above
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
                    stream.send(speech.notice(Release.of(new Own.ToolsChanged())));
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(listener);
            free.release();
        }
    }

    /// Tells every listener that its list of tools may have changed.
    public void toolsChanged() {
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
