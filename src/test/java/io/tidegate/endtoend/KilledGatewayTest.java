package io.tidegate.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Does nothing of a server outlive a gateway that is killed?
@Tag("end-to-end")
class KilledGatewayTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    private Path folder = Path.of("");

    /// Each writes the id of the process that shall be gone: one that never reads its input, one whose child does not,
    /// one whose child is left behind as its parent ends with its input, one that ignores SIGTERM.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo $$ >pid; exec sleep 600",
                "sleep 600 & echo $! >pid; wait",
                "sleep 600 & echo $! >pid; cat >/dev/null",
                "trap '' TERM HUP; sleep 600 & echo $! >pid; wait"
            })
    void serverIsGoneWithinSecondsOfTheKill(String script) throws Exception {
        String there = "cd '" + folder + "'; " + script;
        try (Gateway gateway = Gateway.start(Gateway.Setup.open().stdio("deaf", List.of("sh", "-c", there)), folder)) {
            List<ProcessHandle> all = gateway.program().handle().descendants().toList();
            ProcessHandle deaf =
                    ProcessHandle.of(written(folder.resolve("pid"))).orElseThrow();
            try {
                gateway.program().handle().destroyForcibly();

                deaf.onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
                for (ProcessHandle each : all) {
                    each.onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
                }
            } finally {
                deaf.destroyForcibly();
            }
            assertThat(deaf.isAlive()).isFalse();
        }
    }

    private static long written(Path file) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!Files.exists(file) || !Files.readString(file).endsWith("\n")) {
            assertThat(System.nanoTime()).as("the server wrote its id").isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(10);
        }
        return Long.parseLong(Files.readString(file).strip());
    }
}
