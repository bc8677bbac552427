package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Does a server's own deadline end a call that it doesn't answer, and only that call?
class ServerDeadlineTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void endsTheCallAndLeavesTheServerInUse() throws Exception {
        try (EchoServer echo = EchoServer.start();
                Started started =
                        Started.in(folder, "servers:\n  echo: { url: \"" + echo.url() + "\", deadline: 300ms }\n")) {
            CountDownLatch held = echo.hold();
            assertThat(started.call("echo", "")).contains("server-too-slow", "it may have run");
            held.countDown();
            assertThat(started.call("echo", "")).contains("done");
        }
    }
}
