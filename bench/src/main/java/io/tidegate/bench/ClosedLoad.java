package io.tidegate.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.HdrHistogram.Histogram;

/// How many calls a second go through at most? One thread, each connection sends its next call when it has its answer.
/// Its latencies are those of a full queue: they say nothing about ordinary load.
final class ClosedLoad {
    /// Latency from sending, in nanoseconds.
    record Outcome(long good, long bad, double seconds, Histogram latency) {
        double rate() {
            return good / seconds;
        }
    }

    private final Goal goal;
    private final Request request;
    private final int connections;
    private final Histogram latency = new Histogram(3);
    private long good;
    private long bad;

    ClosedLoad(Goal goal, Request request, int connections) {
        this.goal = goal;
        this.request = request;
        this.connections = connections;
        latency.setAutoResize(true);
    }

    Outcome run(double seconds) throws IOException {
        long start = System.nanoTime();
        long stop = start + (long) (seconds * 1e9);
        try (Selector selector = Selector.open()) {
            for (int c = 0; c < connections; c++) {
                SocketChannel socket =
                        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), goal.port()));
                socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
                socket.configureBlocking(false);
                var line = new Line(socket, request.copy());
                socket.register(selector, SelectionKey.OP_READ, line);
                line.send();
            }
            while (System.nanoTime() < stop && !selector.keys().isEmpty()) {
                selector.select(this::read, 1_000);
            }
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
        }
        return new Outcome(good, bad, (System.nanoTime() - start) / 1e9, latency);
    }

    private void read(SelectionKey key) {
        try {
            ((Line) key.attachment()).read();
        } catch (IOException e) {
            bad++;
            key.cancel();
        }
    }

    private final class Line {
        private final SocketChannel socket;
        private final Request request;
        private final ByteBuffer out;
        private final ByteBuffer in = ByteBuffer.allocateDirect(1 << 16);
        private final byte[] bytes = new byte[1 << 16];
        private int end;
        private int number;
        private long sent;

        Line(SocketChannel socket, Request request) {
            this.socket = socket;
            this.request = request;
            this.out = ByteBuffer.allocateDirect(request.length());
        }

        void send() throws IOException {
            out.clear();
            out.put(request.numbered(number++)).flip();
            sent = System.nanoTime();
            while (out.hasRemaining()) {
                socket.write(out);
            }
        }

        void read() throws IOException {
            in.clear().limit(bytes.length - end);
            int read = socket.read(in);
            if (read < 0) {
                throw new IOException("the connection was closed");
            }
            in.flip().get(bytes, end, read);
            end += read;
            int body = Wire.bodyStart(bytes, end);
            int last = body == Wire.MORE ? Wire.MORE : Wire.messageEnd(bytes, body, end);
            if (last == Wire.MORE) {
                return;
            }
            if (Wire.status(bytes) == 200 && last - body > 1_000) {
                good++;
                latency.recordValue(System.nanoTime() - sent);
            } else {
                bad++;
            }
            end = 0;
            send();
        }
    }
}
