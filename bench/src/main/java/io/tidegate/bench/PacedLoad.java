package io.tidegate.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/// How long do calls take that arrive at fixed times, however long the ones before them took?
/// An open loop: a call is due at its time, and its latency counts from then, so that waiting for a late answer is not hidden.
/// Each connection has every n-th call; a call that is due while its connection still waits is sent late, and pays for it.
final class PacedLoad {
    private static final long AWAKE_NANOS = 90_000; // the kernel wakes sleepers up to 60 microseconds late

    /// Latency from the due time, and how late calls were sent; both in nanoseconds.
    record Outcome(Histogram latency, Histogram lateness, long good, long bad, double seconds) {}

    private final Goal goal;
    private final Request request;
    private final int connections;

    PacedLoad(Goal goal, Request request, int connections) {
        this.goal = goal;
        this.request = request;
        this.connections = connections;
    }

    /// Sends `rate` calls a second for `seconds`.
    Outcome run(int rate, double seconds) throws InterruptedException {
        var good = new AtomicLong();
        var bad = new AtomicLong();
        var latencies = new ArrayList<Histogram>();
        var latenesses = new ArrayList<Histogram>();
        var threads = new ArrayList<Thread>();
        long step = 1_000_000_000L * connections / rate;
        long start = System.nanoTime() + 50_000_000;
        long calls = (long) (rate * seconds / connections);
        for (int c = 0; c < connections; c++) {
            var latency = histogram();
            var lateness = histogram();
            latencies.add(latency);
            latenesses.add(lateness);
            long first = start + step * c / connections;
            threads.add(Thread.ofPlatform().start(() -> {
                try (var socket = new Socket(InetAddress.getLoopbackAddress(), goal.port())) {
                    var exchange = new Exchange(socket);
                    Request own = request.copy();
                    for (int i = 0; i < calls; i++) {
                        long due = first + i * step;
                        await(due);
                        lateness.recordValue(Math.max(0, System.nanoTime() - due));
                        exchange.send(own.numbered(i));
                        exchange.receive();
                        latency.recordValue(System.nanoTime() - due);
                        (exchange.isGood() ? good : bad).incrementAndGet();
                    }
                } catch (IOException e) {
                    bad.incrementAndGet();
                }
            }));
        }
        for (Thread each : threads) {
            each.join();
        }
        double took = (System.nanoTime() - start) / 1e9;
        return new Outcome(sum(latencies), sum(latenesses), good.get(), bad.get(), took);
    }

    private static void await(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            if (left > AWAKE_NANOS) {
                LockSupport.parkNanos(left - AWAKE_NANOS);
            } else {
                Thread.onSpinWait();
            }
        }
    }

    private static Histogram histogram() {
        var histogram = new Histogram(3);
        histogram.setAutoResize(true);
        return histogram;
    }

    private static Histogram sum(List<Histogram> parts) {
        Histogram all = histogram();
        parts.forEach(all::add);
        return all;
    }
}
