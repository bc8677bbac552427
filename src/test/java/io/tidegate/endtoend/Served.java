package io.tidegate.endtoend;

import io.tidegate.endtoend.Client.Era;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Which MCP server is called, how is it started, and which of its calls show that it works?
public enum Served {
    EVERYTHING_STDIO,
    EVERYTHING_HTTP,
    FILESYSTEM_STDIO,
    FIXTURE_LEGACY_STDIO,
    FIXTURE_LEGACY_HTTP,
    FIXTURE_MODERN_STDIO,
    FIXTURE_MODERN_HTTP,
    PYTHON_STDIO,
    PYTHON_HTTP;

    private static final String EVERYTHING = "node_modules/@modelcontextprotocol/server-everything/dist/index.js";
    private static final String FILESYSTEM = "node_modules/@modelcontextprotocol/server-filesystem/dist/index.js";
    private static final Pattern LISTENING = Pattern.compile("^listening (http://\\S+)$");
    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    /// The eras that the server itself speaks.
    Set<Era> eras() {
        return switch (this) {
            case EVERYTHING_STDIO, EVERYTHING_HTTP, FILESYSTEM_STDIO, FIXTURE_LEGACY_STDIO, FIXTURE_LEGACY_HTTP ->
                EnumSet.of(Era.LEGACY);
            case FIXTURE_MODERN_STDIO, FIXTURE_MODERN_HTTP -> EnumSet.of(Era.MODERN);
            case PYTHON_STDIO, PYTHON_HTTP -> EnumSet.allOf(Era.class);
        };
    }

    boolean onHttp() {
        return switch (this) {
            case EVERYTHING_HTTP, FIXTURE_LEGACY_HTTP, FIXTURE_MODERN_HTTP, PYTHON_HTTP -> true;
            case EVERYTHING_STDIO, FILESYSTEM_STDIO, FIXTURE_LEGACY_STDIO, FIXTURE_MODERN_STDIO, PYTHON_STDIO -> false;
        };
    }

    /// The command that serves, over stdio or on a free port of its own choice; `folder` is what a file server may
    /// read.
    List<String> command(Path folder) {
        return switch (this) {
            case EVERYTHING_STDIO -> Peers.node(EVERYTHING, "stdio");
            case EVERYTHING_HTTP -> Peers.nodeTellingPort(EVERYTHING, "streamableHttp");
            case FILESYSTEM_STDIO -> Peers.node(FILESYSTEM, folder.toString());
            case FIXTURE_LEGACY_STDIO -> Peers.node("server.mjs", "--stdio", "--era", "legacy");
            case FIXTURE_LEGACY_HTTP -> Peers.node("server.mjs", "--http", "0", "--era", "legacy");
            case FIXTURE_MODERN_STDIO -> Peers.node("server.mjs", "--stdio");
            case FIXTURE_MODERN_HTTP -> Peers.node("server.mjs", "--http", "0");
            case PYTHON_STDIO -> Peers.python("server.py", "--stdio");
            case PYTHON_HTTP -> Peers.python("server.py", "--http", "0");
        };
    }

    /// A call that answers at once, and the text of its answer.
    record Example(Call call, String text) {}

    Example example(Path folder) {
        return switch (this) {
            case EVERYTHING_STDIO, EVERYTHING_HTTP ->
                new Example(new Call("echo", "{\"message\": \"tide\"}"), "Echo: tide");
            case FILESYSTEM_STDIO ->
                new Example(new Call("read_text_file", "{\"path\": \"" + written(folder, "tide") + "\"}"), "tide");
            case FIXTURE_LEGACY_STDIO, FIXTURE_LEGACY_HTTP, FIXTURE_MODERN_STDIO, FIXTURE_MODERN_HTTP ->
                new Example(new Call("echo", "{\"text\": \"tide\"}"), "tide");
            case PYTHON_STDIO, PYTHON_HTTP -> new Example(new Call("shout", "{\"text\": \"tide\"}"), "TIDE");
        };
    }

    /// A call that tells its progress in three steps; not every server has one.
    Optional<Call> slow() {
        return slow(3, 100);
    }

    /// The same, but it lasts longer than any test: for being cancelled.
    Optional<Call> endless() {
        return slow(10_000, 600_000);
    }

    private Optional<Call> slow(int steps, int milliseconds) {
        String arguments = "{\"steps\": %d, \"milliseconds\": %d}".formatted(steps, milliseconds / steps);
        return switch (this) {
            case EVERYTHING_STDIO, EVERYTHING_HTTP ->
                Optional.of(new Call(
                        "trigger-long-running-operation",
                        "{\"steps\": %d, \"duration\": %s}".formatted(steps, milliseconds / 1000.0)));
            case FILESYSTEM_STDIO -> Optional.empty();
            case FIXTURE_LEGACY_STDIO, FIXTURE_LEGACY_HTTP, FIXTURE_MODERN_STDIO, FIXTURE_MODERN_HTTP ->
                Optional.of(new Call("slow", arguments));
            case PYTHON_STDIO, PYTHON_HTTP -> Optional.of(new Call("count", arguments));
        };
    }

    /// Whether the server says on standard error that a call of its own was cancelled.
    boolean tellsCancellation() {
        return switch (this) {
            case EVERYTHING_STDIO, EVERYTHING_HTTP, FILESYSTEM_STDIO -> false;
            case FIXTURE_LEGACY_STDIO,
                    FIXTURE_LEGACY_HTTP,
                    FIXTURE_MODERN_STDIO,
                    FIXTURE_MODERN_HTTP,
                    PYTHON_STDIO,
                    PYTHON_HTTP -> true;
        };
    }

    /// A server that listens on HTTP.
    public record Listening(RunningProgram program, URI url) implements AutoCloseable {
        /// Starts `command` and waits until it tells its address.
        public static Listening start(List<String> command, Path home) {
            RunningProgram program = RunningProgram.start(home, Map.of("PORT", "0"), command);
            try {
                String url = program.awaitError(LISTENING, START_LIMIT).group(1);
                return new Listening(program, URI.create(url));
            } catch (AssertionError failure) {
                program.close();
                throw failure;
            }
        }

        /// Waits until the server has said that a call was cancelled.
        void awaitCancelled() {
            program.awaitError(Pattern.compile(" was cancelled$"), START_LIMIT);
        }

        @Override
        public void close() {
            program.close();
        }
    }

    private static Path written(Path folder, String text) {
        try {
            return Files.writeString(folder.resolve("note.txt"), text);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }
}
