package io.tidegate.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.json.JsonLimits;
import io.tidegate.limit.MessageMemory;
import io.tidegate.limit.Shares;
import io.tidegate.mcp.RequestId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// Are lines of any size told apart, and is only held what there is memory for?
class LinesTest {
    private static final int LINE_MAX = 1 << 20;
    private static final int LARGE = 300_000;
    private static final Intake.Room ROOM = new Intake.Room(
            new MessageMemory(1L << 30), JsonLimits.DEFAULT.withBytes(LINE_MAX), InstantSource.system());
    private final Shares memory = new Shares(3L * LINE_MAX);
    private Duration lineMax = Duration.ofMinutes(1);

    private Lines over(String text) {
        return over(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private Lines over(InputStream in) {
        return over(in, () -> {});
    }

    private Lines over(InputStream in, Runnable endless) {
        return new Lines(in, ROOM, new Lines.Allotment() {
            @Override
            public Shares.Share none() {
                return memory.take("server", 0).orElseThrow();
            }

            @Override
            public boolean grow(Shares.Share held, int bytes) {
                return held.growing(MessageMemory.held(bytes))
                        .await(Duration.ZERO)
                        .isPresent();
            }

            @Override
            public Overdue begun() {
                return new Overdue(lineMax, endless);
            }
        });
    }

    private static String answer(int id, int bytes) {
        return "{\"jsonrpc\":\"2.0\",\"result\":{\"a\":\"" + "x".repeat(bytes) + "\"},\"id\":" + id + "}";
    }

    private static String text(Optional<Lines.Line> line) {
        return switch (line.orElseThrow()) {
            case Lines.Line.Whole(byte[] bytes) -> new String(bytes, StandardCharsets.UTF_8);
            case Lines.Line.Large(byte[] bytes, Shares.Share held) -> {
                held.close();
                yield new String(bytes, StandardCharsets.UTF_8);
            }
            case Lines.Line.Dropped dropped -> dropped.toString();
        };
    }

    @Test
    void readsLinesOfAnySizeInAnyPieces() throws IOException {
        String text = "one\n\n\r\ntwo\r\n" + answer(1, LARGE) + "\nthree\n" + answer(2, LARGE) + "\r\n" + "unfinished";
        InputStream slow = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(length, 977));
            }
        };
        for (InputStream in :
                new InputStream[] {new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), slow}) {
            Lines lines = over(in);
            assertThat(text(lines.next())).isEqualTo("one");
            assertThat(text(lines.next())).isEqualTo("two");
            assertThat(text(lines.next())).isEqualTo(answer(1, LARGE));
            assertThat(text(lines.next())).isEqualTo("three");
            assertThat(text(lines.next())).isEqualTo(answer(2, LARGE));
            assertThat(lines.next()).isEmpty();
            assertThat(memory.free()).isEqualTo(memory.total());
        }
    }

    @Test
    void holdsMemoryForLargeLinesOnly() throws IOException {
        Lines lines = over("small\n" + answer(1, LARGE) + "\n" + answer(2, LARGE) + "\nsmall\n");
        assertThat(text(lines.next())).isEqualTo("small");
        assertThat(lines.next().orElseThrow()).isInstanceOf(Lines.Line.Large.class);
        assertThat(memory.free()).isLessThan(memory.total());

        assertThat(lines.next())
                .contains(new Lines.Line.Dropped(LinkFailed.Why.NO_MEMORY, Optional.of(RequestId.of(2))));
        assertThat(text(lines.next())).isEqualTo("small");
    }

    @Test
    void holdsNoMoreThanHasCome() throws Exception {
        PipedOutputStream server = new PipedOutputStream();
        Lines lines = over(new PipedInputStream(server, LARGE));
        Thread reader = Thread.ofVirtual().start(() -> {
            try {
                lines.next();
            } catch (IOException closed) {
                throw new UncheckedIOException(closed);
            }
        });
        try (server) {
            server.write("x".repeat(70_000).getBytes(StandardCharsets.UTF_8));
            server.flush();
            Awaitility.await().until(() -> memory.free() < memory.total());
            assertThat(memory.free()).isGreaterThan(memory.total() * 3 / 4);
        }
        reader.join();
        assertThat(memory.free()).isEqualTo(memory.total());
    }

    @Test
    void tellsOfALargeLineThatDoesNotEnd() throws Exception {
        lineMax = Duration.ofMillis(20);
        for (int bytes : new int[] {70_000, 2 * LINE_MAX}) { // one that is held, one that is dropped already
            CountDownLatch told = new CountDownLatch(1);
            PipedOutputStream server = new PipedOutputStream();
            Lines lines = over(new PipedInputStream(server, 3 * LINE_MAX), told::countDown);
            Thread reader = Thread.ofVirtual().start(() -> {
                try {
                    lines.next();
                } catch (IOException closed) {
                    throw new UncheckedIOException(closed);
                }
            });
            try (server) {
                server.write("x".repeat(bytes).getBytes(StandardCharsets.UTF_8));
                server.flush();
                assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
            }
            reader.join();
            assertThat(memory.free()).isEqualTo(memory.total());
        }
    }

    @Test
    void saysNothingOfLinesThatEndInTime() throws Exception {
        lineMax = Duration.ofMillis(20);
        AtomicInteger told = new AtomicInteger();
        Lines lines = over(
                new ByteArrayInputStream((answer(1, LARGE) + "\nsmall\n").getBytes(StandardCharsets.UTF_8)),
                told::incrementAndGet);
        text(lines.next());
        text(lines.next());
        Awaitility.await().during(Duration.ofMillis(100)).until(() -> told.get() == 0);
    }

    @Test
    void dropsLinesBeyondTheLimitAndKnowsWhoseTheyAre() throws IOException {
        Lines lines = over(answer(5, 2 * LINE_MAX) + "\nsmall\n" + "y".repeat(2 * LINE_MAX) + "\nsmall\n");
        assertThat(lines.next())
                .contains(new Lines.Line.Dropped(LinkFailed.Why.TOO_LARGE, Optional.of(RequestId.of(5))));
        assertThat(text(lines.next())).isEqualTo("small");
        assertThat(lines.next()).contains(new Lines.Line.Dropped(LinkFailed.Why.TOO_LARGE, Optional.empty()));
        assertThat(text(lines.next())).isEqualTo("small");
        assertThat(memory.free()).isEqualTo(memory.total());
    }

    @Test
    void givesBackWhatAnUnfinishedLineHeld() throws IOException {
        assertThat(over("z".repeat(LARGE)).next()).isEmpty();
        assertThat(memory.free()).isEqualTo(memory.total());
    }

    @Test
    void keepsNoLargeBufferAfterALargeLine() throws IOException {
        Lines lines = over(answer(1, LARGE) + "\nsmall\n" + answer(2, 2 * LINE_MAX) + "\nsmall\n");
        text(lines.next());
        assertThat(lines.bufferBytes()).isLessThan(2 * MessageMemory.FREE_BYTES);
        text(lines.next());
        text(lines.next());
        text(lines.next());
        assertThat(lines.bufferBytes()).isLessThan(2 * MessageMemory.FREE_BYTES);
    }
}
