package io.tidegate.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What did an outside program say, and is it gone? A child process with every wait bounded; it does not see children
/// that left its tree.
public final class RunningProgram implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final int LINES_MAX = 200_000;

    private final List<String> command;
    private final Process process;
    private final Lines output = new Lines();
    private final Lines errors = new Lines();
    private final List<Thread> readers;

    private RunningProgram(List<String> command, Process process) {
        this.command = List.copyOf(command);
        this.process = process;
        this.readers = List.of(
                Thread.startVirtualThread(() -> output.readAll(process.getInputStream())),
                Thread.startVirtualThread(() -> errors.readAll(process.getErrorStream())));
    }

    /// Starts `command` in `folder`; `HOME` is `folder` too, so that no program touches the settings of who runs the
    /// tests.
    public static RunningProgram start(Path folder, Map<String, String> environment, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("HOME", folder.toString());
        builder.environment().putAll(environment);
        try {
            return new RunningProgram(command, builder.start());
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    public List<String> output() {
        return output.soFar();
    }

    public List<String> errors() {
        return errors.soFar();
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    /// The first line on standard error that `wanted` is found in; fails at the deadline, or when the program ends
    /// without it.
    public Matcher awaitError(Pattern wanted, Duration limit) {
        return errors.await(wanted, limit, this::describe);
    }

    /// The same of its standard output.
    Matcher awaitOutput(Pattern wanted, Duration limit) {
        return output.await(wanted, limit, this::describe);
    }

    /// The exit code, once the program has ended and all of its output has arrived.
    public int awaitEnd(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new AssertionError("did not end within " + limit + ": " + describe());
            }
            for (Thread reader : readers) {
                // at least a moment: output may still arrive after the end
                reader.join(Duration.ofNanos(Math.max(deadline - System.nanoTime(), GRACE.toNanos())));
            }
            return process.exitValue();
        } catch (InterruptedException cause) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", cause);
        }
    }

    /// Writes one line to the program's standard input.
    public void say(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(UTF_8));
            process.getOutputStream().flush();
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    void closeInput() {
        try {
            process.getOutputStream().close();
        } catch (IOException _) {
            // it has ended: nothing is left to close
        }
    }

    /// Asks the program to end (SIGTERM) and waits; returns its exit code. Fails when it, or a process it started,
    /// outlives the grace.
    public int stop() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        int code = awaitEnd(GRACE);
        for (ProcessHandle child : children) {
            if (!endsWithin(child, GRACE)) {
                throw new AssertionError(
                        "left running: " + child.info().commandLine().orElse("process " + child.pid()));
            }
        }
        return code;
    }

    /// Ends whatever is left, by force; for the end of a test that may have failed.
    @Override
    public void close() {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        all.forEach(ProcessHandle::destroy);
        for (ProcessHandle each : all) {
            if (!endsWithin(each, Duration.ofSeconds(2))) {
                each.destroyForcibly();
            }
        }
    }

    private static boolean endsWithin(ProcessHandle handle, Duration limit) {
        try {
            handle.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException cause) {
            Thread.currentThread().interrupt();
            return false;
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException _) {
            return !handle.isAlive();
        }
    }

    public String describe() {
        return "%s%n-- output%n%s%n-- errors%n%s"
                .formatted(String.join(" ", command), String.join("\n", output()), String.join("\n", errors()));
    }

    /// What came on one stream so far, line by line.
    private static final class Lines {
        private final List<String> lines = new ArrayList<>();
        private boolean ended;

        void readAll(InputStream stream) {
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    add(line);
                }
            } catch (IOException _) {
                // the program was killed: what has arrived is what there is
            } finally {
                end();
            }
        }

        private synchronized void add(String line) {
            if (lines.size() < LINES_MAX) {
                lines.add(line);
            }
            notifyAll();
        }

        private synchronized void end() {
            ended = true;
            notifyAll();
        }

        synchronized List<String> soFar() {
            return List.copyOf(lines);
        }

        synchronized Matcher await(Pattern wanted, Duration limit, java.util.function.Supplier<String> context) {
            long deadline = System.nanoTime() + limit.toNanos();
            int next = 0;
            while (true) {
                for (; next < lines.size(); next++) {
                    Matcher matcher = wanted.matcher(lines.get(next));
                    if (matcher.find()) {
                        return matcher;
                    }
                }
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (ended || left <= 0) {
                    throw new AssertionError("`" + wanted + "` never came: " + context.get());
                }
                try {
                    wait(left);
                } catch (InterruptedException cause) {
                    Thread.currentThread().interrupt();
                    throw new AssertionError("interrupted", cause);
                }
            }
        }
    }
}
