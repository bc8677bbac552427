package io.tidegate.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.tidegate.config.Apps;
import io.tidegate.config.Server;
import io.tidegate.json.JsonDocument;
import io.tidegate.mcp.Era;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.Offering;
import io.tidegate.mcp.ParamHeaders;
import io.tidegate.mcp.RequestId;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/// Does a server that says without end that its list changed keep nobody busy?
class UpstreamTest {
    /// Says that its list changed each time it is asked for it.
    private static class Restless implements Link {
        final AtomicInteger lists = new AtomicInteger();
        private volatile Runnable changed = () -> {};

        @Override
        public Greeting greeting(Instant deadline) {
            return Greeting.SILENT;
        }

        @Override
        public void tend() {}

        @Override
        public void listen() {}

        @Override
        public void declared(Map<String, ParamHeaders> headers) {}

        @Override
        public void watch(Asker asker, String uri, Instant deadline) {}

        @Override
        public void unwatch(Asker asker, String uri) {}

        @Override
        public void forget(String session) {}

        @Override
        public Era era() {
            return Era.STATEFUL;
        }

        @Override
        public Step ask(Question question) {
            lists.incrementAndGet();
            changed.run();
            return new Step.Answered(new Message.Result(RequestId.of(1), JsonDocument.of("{\"tools\":[]}")));
        }

        @Override
        public void greeted(Greeting anew) {}

        @Override
        public boolean alive() {
            return true;
        }

        @Override
        public void attach(Unasked unasked) {
            changed = () -> unasked.events().listChanged(Method.TOOLS_CHANGED);
        }

        @Override
        public void close() {}
    }

    private static Upstream upstream(Link link) {
        return upstream("restless", () -> link);
    }

    private static Upstream upstream(String name, Connector connector) {
        Server.Reach reach =
                new Server.Reach.Remote(URI.create("http://127.0.0.1:9/"), Optional.empty(), Map.of(), Map.of());
        Server server = new Server(
                name,
                reach,
                Server.Era.AUTO,
                Optional.empty(),
                Optional.empty(),
                Server.Trust.UNTRUSTED,
                new Server.Bounds(Duration.ofSeconds(5), Duration.ofSeconds(5), 1),
                Apps.NOTHING,
                List.of());
        return new Upstream(
                new UpstreamSettings(server), connector, InstantSource.system(), new Random(1), Optional.empty());
    }

    /// Has no end of pages, and on each one tool of a megabyte.
    private static final class Fat extends Restless {
        @Override
        public Step ask(Question question) {
            String page = """
                    {"tools":[{"name":"t%d","description":"%s","inputSchema":{}},{}],"nextCursor":"x"}
                    """.formatted(lists.incrementAndGet(), "x".repeat(1 << 20));
            return new Step.Answered(new Message.Result(RequestId.of(1), JsonDocument.of(page)));
        }
    }

    @Test
    void keepsNoMoreOfAListThanFits() {
        AtomicInteger kept = new AtomicInteger();
        Fat link = new Fat();
        try (Upstream upstream = upstream(link)) {
            upstream.onOffers(offers -> kept.set(offers.of(Offering.TOOL).stream()
                    .mapToInt(tool -> tool.json().memoryBytes())
                    .sum()));
            upstream.start();
            Awaitility.await().until(() -> upstream.condition().state() == ServerState.READY);
            assertThat(link.lists).hasValueLessThanOrEqualTo(64);
            assertThat(kept).hasValueBetween(1 << 20, Shelf.BYTES_MAX);
        }
    }

    @Test
    void asksServerThatAlwaysChangesOnlySoOften() {
        Restless link = new Restless();
        try (Upstream upstream = upstream(link)) {
            upstream.start();
            Awaitility.await().until(() -> link.lists.get() >= 2);
            Awaitility.await().during(Duration.ofMillis(600)).until(() -> link.lists.get() <= 3);
            Awaitility.await().until(() -> link.lists.get() >= 3);
            assertThat(upstream.condition().state()).isEqualTo(ServerState.READY);
        }
    }

    @Test
    void whatIsStoppedIsNotSaidToBeDown() {
        Logger logger = (Logger) LoggerFactory.getLogger(Condition.class);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        Connector slow = () -> {
            asked.countDown();
            try {
                over.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            throw new LinkFailed(LinkFailed.Why.GONE, "the server's process has ended");
        };
        Upstream upstream = upstream("stopping", slow);
        try {
            upstream.start();
            Awaitility.await().until(() -> asked.getCount() == 0);
            upstream.close();
            over.countDown();
            Awaitility.await()
                    .during(Duration.ofMillis(200))
                    .until(() -> upstream.condition().state() == ServerState.STOPPED);
            assertThat(log.list.stream()
                            .map(ILoggingEvent::getFormattedMessage)
                            .filter(line -> line.contains("server stopping")))
                    .containsExactly("server stopping is stopped");
        } finally {
            logger.detachAppender(log);
        }
    }
}
