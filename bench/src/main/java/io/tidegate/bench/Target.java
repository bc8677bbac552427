package io.tidegate.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// What is measured: a program on a port, started by a shell command and held to one core; or nothing at all (direct).
final class Target implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);
    private static final Duration GONE_WITHIN = Duration.ofSeconds(15);

    private final String name;
    private final int port;
    private final String command;
    private final String core;
    private List<ProcessHandle> running = List.of();

    Target(String name, int port, String command, String core) {
        this.name = name;
        this.port = port;
        this.command = command;
        this.core = core;
    }

    /// Reads lines of `name | port | command`. The command runs in the repository's root.
    static List<Target> read(Path file, String core) throws IOException {
        var targets = new ArrayList<Target>();
        for (String line : Files.readAllLines(file)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] part = line.split("\\s*\\|\\s*", 3);
                targets.add(new Target(part[0].strip(), Integer.parseInt(part[1]), part[2].strip(), core));
            }
        }
        return targets;
    }

    String name() {
        return name;
    }

    int port() {
        return port;
    }

    /// Starts it and waits for its first good answer.
    ///
    /// @return milliseconds from start to that answer, or -1 if none came
    long start(Goal goal) throws IOException, InterruptedException {
        if (command.isEmpty()) {
            return 0;
        }
        long start = System.nanoTime();
        Process process = new ProcessBuilder("taskset", "-c", core, "sh", "-c", "exec " + command)
                .redirectErrorStream(true)
                .redirectOutput(Path.of("bench/target/" + name + ".log").toFile())
                .start();
        running = List.of(process.toHandle());
        while (System.nanoTime() - start < READY_WITHIN.toNanos() && process.isAlive()) {
            if (answers(goal)) {
                return (System.nanoTime() - start) / 1_000_000;
            }
            Thread.sleep(5);
        }
        close();
        return -1;
    }

    /// The processes of this target, children included.
    List<Long> pids() {
        return running.stream()
                .flatMap(each -> java.util.stream.Stream.concat(java.util.stream.Stream.of(each), each.descendants()))
                .map(ProcessHandle::pid)
                .toList();
    }

    @Override
    public void close() {
        var all = new ArrayList<>(running);
        running.forEach(each -> each.descendants().forEach(all::add));
        running.forEach(ProcessHandle::destroy);
        for (ProcessHandle each : all) {
            try {
                each.onExit().get(GONE_WITHIN.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                each.destroyForcibly();
            } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
                each.destroyForcibly();
            }
        }
        running = List.of();
    }

    private static boolean answers(Goal goal) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), goal.port())) {
            var exchange = new Exchange(socket);
            exchange.send(Request.modern(goal).numbered(0));
            exchange.receive();
            return exchange.isGood();
        } catch (IOException e) {
            return false;
        }
    }
}
