package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.TrailListener;
import io.tidegate.call.Reason;
import io.tidegate.config.Configuration.Log;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonValue;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Is the log one line an event, for people or for machines, without content?
class LogSetupTest {
    private static final TrailListener.Sealed REFUSED = new TrailListener.Sealed(
            "01J0000000000000000000ABCD",
            "tools/call",
            "crm/erase",
            Optional.of(Reason.TOOL_NOT_ALLOWED),
            List.of(),
            Duration.ofMillis(1),
            Duration.ZERO);

    @AfterEach
    void quiet() {
        LogSetup.quiet();
    }

    private static List<String> logged(Log.Format format, Log.Level level, Runnable action) {
        PrintStream before = System.err;
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
        try {
            LogSetup.as(new Log(format, level));
            action.run();
        } finally {
            System.setErr(before);
        }
        // A fuzz test in the same machine brings an agent that tells what it instruments.
        return written.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.startsWith("INFO: Instrumented"))
                .toList();
    }

    /// Also on threads that were started for it.
    @Test
    void namesTheTenantThatItIsAbout() {
        Runnable action = () -> {
            LogTenant.doing("acme", () -> {
                Thread made = Thread.ofVirtual()
                        .start(() -> LoggerFactory.getLogger("io.tidegate.cli").warn("of acme"));
                try {
                    made.join();
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
            });
            LoggerFactory.getLogger("io.tidegate.cli").warn("of the host");
        };
        assertThat(logged(Log.Format.TEXT, Log.Level.INFO, action))
                .satisfiesExactly(line -> assertThat(line).endsWith(" WARN  [acme] of acme"), line -> assertThat(line)
                        .endsWith(" WARN  of the host"));
        List<String> lines = logged(Log.Format.JSON, Log.Level.INFO, action);
        assertThat(JsonDocument.of(lines.getFirst()).root().string("tenant")).contains("acme");
        assertThat(JsonDocument.of(lines.getLast()).root().string("tenant")).isEmpty();
    }

    @Test
    void writesOneJsonObjectALine() {
        List<String> lines = logged(Log.Format.JSON, Log.Level.INFO, () -> {
            new RefusalLog().sealed(REFUSED);
            LoggerFactory.getLogger("io.tidegate.cli").warn("two\nlines \"quoted\" {}", "value");
        });
        assertThat(lines).hasSize(2);
        JsonValue refusal = JsonDocument.of(lines.getFirst()).root();
        assertThat(refusal.string("formattedMessage"))
                .hasValue("refused 01J0000000000000000000ABCD tools/call crm/erase: tool-not-allowed");
        assertThat(refusal.string("level")).hasValue("INFO");
        assertThat(refusal.get("timestamp")).isPresent();
        assertThat(refusal.get("arguments")).isEmpty();
        assertThat(refusal.get("throwable")).isEmpty();
        assertThat(JsonDocument.of(lines.getLast()).root().string("formattedMessage"))
                .hasValue("two\nlines \"quoted\" value");
    }

    @Test
    void keepsAFailureOnItsLine() {
        List<String> lines = logged(Log.Format.JSON, Log.Level.INFO, () -> LoggerFactory.getLogger("io.tidegate.cli")
                .error("broken", new IllegalStateException("two\nlines")));
        assertThat(lines).hasSize(1);
        assertThat(JsonDocument.of(lines.getFirst()).root().get("throwable")).isPresent();
    }

    @Test
    void writesForPeople() {
        List<String> lines = logged(Log.Format.TEXT, Log.Level.INFO, () -> new RefusalLog().sealed(REFUSED));
        assertThat(lines).hasSize(1);
        assertThat(lines.getFirst())
                .matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} INFO  refused 01J\\w+ tools/call crm/erase: tool-not-allowed");
    }

    /// Words of others, such as the name of a policy's file, make no line of their own and steer no terminal.
    @Test
    void staysOnOneLineForPeople() {
        List<String> lines = logged(Log.Format.TEXT, Log.Level.INFO, () -> LoggerFactory.getLogger("io.tidegate.cli")
                .warn("read {}", "a\n12:00:00.000 INFO  forged\u001b[2J\u202e"));
        assertThat(lines).singleElement().asString().endsWith("read a\uFFFD12:00:00.000 INFO  forged\uFFFD[2J\uFFFD");
    }

    @Test
    void writesNothingBelowTheLevel() {
        assertThat(logged(Log.Format.TEXT, Log.Level.WARN, () -> new RefusalLog().sealed(REFUSED)))
                .isEmpty();
    }

    @Test
    void keepsQuietAboutALibraryThatAnotherProcessCleanedAway() {
        assertThat(logged(Log.Format.TEXT, Log.Level.INFO, () -> {
                    Logger loader = LoggerFactory.getLogger("org.sqlite.SQLiteJDBCLoader");
                    loader.error("Failed to delete old native lib", new NoSuchFileException("/tmp/sqlite.so"));
                    loader.error("Failed to load native library: {}", "no room");
                }))
                .singleElement()
                .asString()
                .contains("no room");
    }
}
