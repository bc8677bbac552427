package io.tidegate.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Does the shell that waits beside a server find what the server started, and does the server stay as it was?
@Tag("end-to-end")
class EndWithGatewayTest {
    /// As on systems without `setsid`: the server leads nothing, so its descendants are what there is to go by.
    @Test
    void findsDescendantsOfServerThatLeadsNothing() throws Exception {
        Process server = new ProcessBuilder("sh", "-c", "sleep 600 & echo $!; wait").start();
        try (BufferedReader out = server.inputReader(StandardCharsets.UTF_8)) {
            ProcessHandle child =
                    ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
            EndWithGateway.watch(server).close();

            assertThat(server.waitFor(15, TimeUnit.SECONDS)).isTrue();
            child.onExit().get(15, TimeUnit.SECONDS);
        } finally {
            server.descendants().forEach(ProcessHandle::destroyForcibly);
            server.destroyForcibly();
        }
    }

    @Test
    void serverKeepsItsStreamsArgumentsAndExitCode() throws Exception {
        List<String> plain = List.of("sh", "-c", "read -r line; echo \"$line $1\"; exit 7", "name", "a  b");
        List<String> led = EndWithGateway.leading(plain, Optional.empty(), System.getenv("PATH"));
        Process server = new ProcessBuilder(led).start();
        try (BufferedReader out = server.inputReader(StandardCharsets.UTF_8)) {
            server.getOutputStream().write("in\n".getBytes(StandardCharsets.UTF_8));
            server.getOutputStream().close();

            assertThat(out.readLine()).isEqualTo("in a  b");
            assertThat(server.waitFor()).isEqualTo(7);
        }
    }

    @Test
    void missingProgramIsToldAsBefore() {
        List<String> missing = List.of("no-such-program-here");
        assertThat(EndWithGateway.leading(missing, Optional.empty(), System.getenv("PATH")))
                .isEqualTo(missing);
        assertThat(EndWithGateway.leading(List.of("./nothing"), Optional.of(Path.of("/")), ""))
                .isEqualTo(List.of("./nothing"));
        assertThatThrownBy(() -> ServerProcess.start(missing, Map.of(), Optional.empty(), Optional.empty()))
                .isInstanceOf(LinkFailed.class)
                .hasMessage("`no-such-program-here` can't be started");
    }
}
