package io.tidegate.upstream;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// What waits to be written to a server's pipe? Bounded: a server that doesn't read counts as unable to take more.
final class Outgoing {
    static final int MESSAGES_MAX = 256;
    static final int BYTES_MAX = 8 << 20; // one larger message may wait alone

    private final BlockingQueue<byte[]> waiting = new ArrayBlockingQueue<>(MESSAGES_MAX);
    private final AtomicLong bytes = new AtomicLong();

    /// @throws LinkFailed if too much waits already; nothing of this message is then sent
    void add(byte[] message) throws LinkFailed {
        long before = bytes.getAndAdd(message.length);
        boolean fits = before == 0 || before + message.length <= BYTES_MAX;
        if (!fits || !waiting.offer(message)) {
            bytes.addAndGet(-message.length);
            throw new LinkFailed(LinkFailed.Why.SLOW, "the server doesn't read what it is sent");
        }
    }

    /// Writes the next message as a line, if one comes in time. What is being written still counts.
    void writeNext(OutputStream out, Duration most) throws IOException, InterruptedException {
        byte[] message = waiting.poll(most.toNanos(), TimeUnit.NANOSECONDS);
        if (message != null) {
            out.write(message);
            out.write('\n');
            out.flush();
            bytes.addAndGet(-message.length);
        }
    }
}
