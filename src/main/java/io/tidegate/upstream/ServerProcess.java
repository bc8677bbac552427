package io.tidegate.upstream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A server that runs as a child process: its own environment, its pipes, and its end, no later than the gateway's.
///
/// It does not confine what the process may do.
final class ServerProcess {
    private static final List<String> PASSED_ON = List.of("PATH", "HOME", "LANG", "TMPDIR", "TZ", "USER", "SYSTEMROOT");
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Process process;
    private final EndWithGateway watch;
    private final Optional<ProgramCheck> check;

    private ServerProcess(Process process, Optional<ProgramCheck> check) {
        this.process = process;
        this.check = check;
        this.watch = EndWithGateway.watch(process);
    }

    /// Starts it with an environment of only what is named here and the few variables that every program needs.
    ///
    /// @param check of what is started, kept until it has ended
    /// @throws LinkFailed if it can't be started
    static ServerProcess start(
            List<String> command,
            Map<String, String> environment,
            Optional<Path> directory,
            Optional<ProgramCheck> check)
            throws LinkFailed {
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> inherited = Map.copyOf(builder.environment());
        builder.command(EndWithGateway.leading(command, directory, inherited.getOrDefault("PATH", "")));
        builder.environment().clear();
        builder.environment().putAll(given(environment));
        directory.ifPresent(path -> builder.directory(path.toFile()));
        try {
            ServerProcess started = new ServerProcess(builder.start(), check);
            Thread.ofVirtual().name("stderr").start(started::discardErrors);
            return started;
        } catch (IOException missing) {
            check.ifPresent(ProgramCheck::close);
            throw new LinkFailed(LinkFailed.Why.GONE, "`" + command.getFirst() + "` can't be started");
        }
    }

    /// The whole environment of a process that is given this.
    static Map<String, String> given(Map<String, String> own) {
        Map<String, String> whole = new HashMap<>();
        PASSED_ON.forEach(name -> Optional.ofNullable(System.getenv(name)).ifPresent(value -> whole.put(name, value)));
        whole.putAll(own);
        return whole;
    }

    /// What a server writes there is its own log: it may hold anything, so it is not kept.
    private void discardErrors() {
        try (InputStream errors = process.getErrorStream()) {
            errors.transferTo(OutputStream.nullOutputStream());
        } catch (IOException closed) {
            return; // the process has ended
        }
    }

    InputStream output() {
        return process.getInputStream();
    }

    OutputStream input() {
        return process.getOutputStream();
    }

    boolean alive() {
        return process.isAlive();
    }

    long id() {
        return process.pid();
    }

    /// Closes its input, waits, asks it to end, waits, ends it: it and what it started (MCP, stdio shutdown).
    void end() {
        List<ProcessHandle> all = process.descendants().toList();
        try {
            process.getOutputStream().close();
        } catch (IOException gone) {
            // it has closed its side already
        }
        if (!ended()) {
            process.destroy();
        }
        if (!ended()) {
            process.destroyForcibly();
        }
        all.forEach(ProcessHandle::destroyForcibly);
        watch.close();
        check.ifPresent(ProgramCheck::close);
    }

    private boolean ended() {
        try {
            return process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
