package io.tidegate.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// Does what waits for a server that doesn't read stay within its bounds?
class OutgoingTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private final Outgoing outgoing = new Outgoing();

    private void refuses(int bytes) {
        assertThatThrownBy(() -> outgoing.add(new byte[bytes]))
                .isInstanceOf(LinkFailed.class)
                .hasMessageContaining("doesn't read");
    }

    @Test
    void refusesBytesBeyondTheBound() throws Exception {
        outgoing.add(new byte[Outgoing.BYTES_MAX / 2]);
        outgoing.add(new byte[Outgoing.BYTES_MAX / 2]);
        refuses(1);

        outgoing.writeNext(OutputStream.nullOutputStream(), SOON);
        outgoing.add(new byte[Outgoing.BYTES_MAX / 2]);
        refuses(1);
    }

    @Test
    void refusesMessagesBeyondTheirNumber() throws Exception {
        for (int message = 0; message < Outgoing.MESSAGES_MAX; message++) {
            outgoing.add(new byte[1]);
        }
        refuses(1);

        outgoing.writeNext(OutputStream.nullOutputStream(), SOON);
        outgoing.add(new byte[1]);
    }

    @Test
    void takesOneLargerMessageAlone() throws Exception {
        outgoing.add(new byte[Outgoing.BYTES_MAX + 1]);
        refuses(1);

        outgoing.writeNext(OutputStream.nullOutputStream(), SOON);
        outgoing.add(new byte[1]);
        refuses(Outgoing.BYTES_MAX);
    }

    @Test
    void countsWhatIsBeingWritten() throws Exception {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch stuck = new CountDownLatch(1);
        OutputStream full = new OutputStream() {
            @Override
            public void write(int letter) throws IOException {
                writing.countDown();
                try {
                    stuck.await();
                } catch (InterruptedException stopped) {
                    throw new IOException(stopped);
                }
            }
        };
        outgoing.add(new byte[Outgoing.BYTES_MAX]);
        Thread writer = Thread.ofVirtual().start(() -> {
            try {
                outgoing.writeNext(full, SOON);
            } catch (IOException | InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
        writing.await();
        refuses(1);

        stuck.countDown();
        writer.join();
        outgoing.add(new byte[1]);
    }

    @Test
    void writesLinesInTheirOrder() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        outgoing.add("one".getBytes(StandardCharsets.UTF_8));
        outgoing.add("two".getBytes(StandardCharsets.UTF_8));
        outgoing.writeNext(out, SOON);
        outgoing.writeNext(out, SOON);
        outgoing.writeNext(out, Duration.ZERO);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("one\ntwo\n");
    }
}
