package io.tidegate.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Does a gateway in a process of its own read its configuration again on SIGHUP, and keep the servers that run?
@Tag("end-to-end")
class OperationEndToEndTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private static Gateway.Setup setup() {
        List<String> documents = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                "io.tidegate.example.ExampleServers",
                "documents");
        return Gateway.Setup.open().stdio("documents", documents).more("log: { format: json }");
    }

    private static void hangUp(Gateway gateway) throws Exception {
        Process kill = new ProcessBuilder(
                        "kill", "-HUP", Long.toString(gateway.program().handle().pid()))
                .start();
        assertThat(kill.waitFor()).isZero();
    }

    private static List<Long> servers(Gateway gateway) {
        return gateway.program()
                .handle()
                .children()
                .filter(OperationEndToEndTest::isJava)
                .map(ProcessHandle::pid)
                .toList();
    }

    /// The shell that waits beside a server is none.
    private static boolean isJava(ProcessHandle process) {
        return process.info().command().filter(name -> name.endsWith("java")).isPresent();
    }

    @Test
    void takesItsConfigurationAgainOnHangup() throws Exception {
        try (Gateway gateway = Gateway.start(setup(), folder)) {
            gateway.program().awaitError(Pattern.compile("server documents is ready"), LIMIT);
            List<Long> before = servers(gateway);
            assertThat(before).hasSize(1);

            hangUp(gateway);
            gateway.program().awaitError(Pattern.compile("configuration \\w+ is in force"), LIMIT);
            assertThat(servers(gateway)).isEqualTo(before);

            Path file = folder.resolve("tidegate.yaml");
            Files.writeString(file, Files.readString(file) + "colour: blue\n");
            hangUp(gateway);
            gateway.program().awaitError(Pattern.compile("nothing was changed"), LIMIT);
            assertThat(servers(gateway)).isEqualTo(before);
            assertThat(ready(gateway).statusCode()).isEqualTo(200);
            assertThat(gateway.log())
                    .filteredOn(line -> !line.startsWith("ready "))
                    .allMatch(line -> line.startsWith("{"));
            assertThat(gateway.stop()).isIn(Gateway.STOPPED_CLEAN);
        }
    }

    private static HttpResponse<String> ready(Gateway gateway) throws IOException, InterruptedException {
        String admin = gateway.program()
                .awaitError(Pattern.compile("admin (http://127\\.0\\.0\\.1:\\d+)"), LIMIT)
                .group(1);
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(admin + "/health/ready")).build();
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }
}
