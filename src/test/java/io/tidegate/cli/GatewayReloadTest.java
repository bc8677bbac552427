package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.config.ConfigurationResult;
import io.tidegate.upstream.ServerState;
import io.tidegate.upstream.Upstreams;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Does a running gateway take a new configuration, keep the old one where the new is wrong, and say how it is?
class GatewayReloadTest {
    @TempDir
    private Path folder;

    private EchoServer echo;

    @BeforeEach
    void serve() throws IOException {
        echo = EchoServer.start();
    }

    @AfterEach
    void stop() {
        echo.close();
    }

    private String server(String name) {
        return "  " + name + ": { url: \"" + echo.url() + "\" }\n";
    }

    private String one() {
        return "servers:\n" + server("echo");
    }

    private static List<String> servers(Started started) {
        return started.gateway().running().upstreams().status().stream()
                .map(Upstreams.Status::server)
                .toList();
    }

    @Test
    void putsAValidChangeInForceAndRecordsIt() throws Exception {
        try (Started started = Started.in(folder, one())) {
            assertThat(started.call("echo", "")).contains("done");
            started.reload("servers:\n" + server("echo") + server("second"));
            started.gateway().awaitServers(Duration.ofSeconds(10));
            assertThat(servers(started)).containsExactly("echo", "second");
            assertThat(started.call("second__echo", "")).contains("done");
            String digest = started.gateway().running().configuration().digest();
            assertThat(started.changes()).last().asString().contains("configuration-loaded", digest);
            assertThat(started.admin("/health/ready").body()).contains(digest, "second");
        }
    }

    @Test
    void keepsTheOldConfigurationWhereTheNewIsWrong() throws Exception {
        try (Started started = Started.in(folder, one())) {
            String before = started.gateway().running().configuration().digest();
            started.reload(one() + "colour: blue\n");
            assertThat(started.gateway().running().configuration().digest()).isEqualTo(before);
            assertThat(started.call("echo", "")).contains("done");
            assertThat(started.changes())
                    .last()
                    .asString()
                    .contains("configuration-refused")
                    .doesNotContain("blue");
            assertThat(started.admin("/health/ready").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void keepsTheOldPolicyWhereTheNewIsBroken() throws Exception {
        try (Started started = Started.in(folder, one())) {
            String before = started.gateway().running().policyDigest();
            Files.writeString(folder.resolve("test.cedar"), "permit (principal");
            started.reload(one());
            assertThat(started.gateway().running().policyDigest()).isEqualTo(before);
            assertThat(started.call("echo", "")).contains("done");
            assertThat(started.changes()).last().asString().contains("configuration-refused");

            Files.writeString(folder.resolve("test.cedar"), "forbid (principal, action, resource);\n");
            started.reload(one());
            assertThat(started.call("echo", "")).contains("unknown-tool").doesNotContain("done");
            assertThat(started.changes()).last().asString().contains("configuration-loaded");
        }
    }

    @Test
    void refusesToMoveWhatIsBound() throws Exception {
        try (Started started = Started.in(folder, one())) {
            started.reload("traces: { endpoint: \"http://127.0.0.1:4318\" }\n" + one());
            assertThat(started.gateway().running().configuration().traces()).isEmpty();
            assertThat(started.changes()).last().asString().contains("configuration-refused");
        }
    }

    @Test
    void keepsServersThatDidNotChange() throws Exception {
        try (Started started = Started.in(folder, one())) {
            assertThat(started.call("echo", "")).contains("done");
            started.reload(one() + "limits: { calls-per-user: 30/s }\n");
            // A server that was kept is ready at once; one that is started anew would be starting.
            assertThat(started.gateway().running().upstreams().status())
                    .extracting(Upstreams.Status::state)
                    .containsExactly(ServerState.READY);
            assertThat(started.call("echo", "")).contains("done");
        }
    }

    @Test
    void keepsServersWhoseSecretsDidNotChange() throws Exception {
        Files.writeString(folder.resolve("token"), "first-token");
        String secret = "servers:\n  echo: { url: \"" + echo.url() + "\", credential: \"${file:token}\", headers: {"
                + " X-Key: \"${file:token}\" } }\n";
        try (Started started = Started.in(folder, secret)) {
            started.reload(secret + "limits: { calls-per-user: 30/s }\n");
            assertThat(started.gateway().running().upstreams().status())
                    .extracting(Upstreams.Status::state)
                    .containsExactly(ServerState.READY);
        }
    }

    private String secret() {
        return "  secret: { url: \"" + echo.url() + "\", credential: \"${file:token}\" }\n";
    }

    @Test
    void startsWithoutServerWhoseSecretIsMissingAndTakesItWhenItIsThere() throws Exception {
        try (Started started = Started.in(folder, one() + secret())) {
            assertThat(started.call("echo__echo", "")).contains("done");
            assertThat(started.admin("/health/ready").statusCode()).isEqualTo(200);
            assertThat(started.admin("/health/ready").body())
                    .contains("\"name\":\"secret\",\"state\":\"down\"")
                    .contains("servers.secret.credential: the file `token` does not exist");

            started.reload(one() + secret() + "limits: { calls-per-user: 30/s }\n");
            assertThat(started.changes()).last().asString().contains("configuration-loaded");

            Files.writeString(folder.resolve("token"), "now-there");
            started.reload(one() + secret());
            started.gateway().awaitServers(Duration.ofSeconds(10));
            assertThat(started.call("secret__echo", "")).contains("done");
        }
    }

    @Test
    void keepsServerWhoseSecretWentAway() throws Exception {
        Files.writeString(folder.resolve("token"), "there");
        try (Started started = Started.in(folder, one() + secret())) {
            String before = started.gateway().running().configuration().digest();
            Files.delete(folder.resolve("token"));
            started.reload(one() + secret() + "limits: { calls-per-user: 30/s }\n");
            assertThat(started.gateway().running().configuration().digest()).isEqualTo(before);
            assertThat(started.changes()).last().asString().contains("configuration-refused");
            assertThat(started.call("secret__echo", "")).contains("done");
        }
    }

    @Test
    void countsWhatPassedAndWhatWasRefused() throws Exception {
        try (Started started = Started.in(folder, one())) {
            started.call("echo", "");
            started.call("no-such-tool", "");
            assertThat(started.admin("/metrics").body())
                    .contains("tidegate_calls_total{method=\"tools/call\",outcome=\"released\"} 1.0")
                    .contains("tidegate_refusals_total{reason=\"unknown-tool\"} 1.0")
                    .contains("tidegate_upstream_up{server=\"echo\"} 1.0")
                    .contains("tidegate_ready 1.0")
                    .doesNotContain("no-such-tool");
        }
    }

    @Test
    void becomesUnreadyWhereTheTrailCantBeWritten() throws Exception {
        try (Started started = Started.in(folder, one())) {
            assertThat(started.admin("/health/ready").statusCode()).isEqualTo(200);
            started.gateway().foundation().trail().close();
            assertThat(started.admin("/health/ready").statusCode()).isEqualTo(503);
            assertThat(started.admin("/health/ready").body()).contains("the trail can't be written");
            assertThat(started.admin("/health/live").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void becomesUnreadyWhileItStops() throws Exception {
        try (Started started = Started.in(folder, one());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CountDownLatch held = echo.hold();
            Future<String> call = threads.submit(() -> started.call("echo", ""));
            Awaitility.await().until(() -> !echo.called().isEmpty());
            assertThat(started.admin("/metrics").body()).contains("tidegate_running_calls 1.0");
            Future<?> stop = threads.submit(() -> started.gateway().close());
            Awaitility.await().until(() -> started.admin("/health/ready").statusCode() == 503);
            assertThat(started.admin("/health/ready").body()).contains("stopping");
            held.countDown();
            assertThat(call.get(10, TimeUnit.SECONDS)).contains("done");
            stop.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void tellsTheAdminAddressInTheReadyLine() throws Exception {
        try (Started started = Started.in(folder, one())) {
            assertThat(ServeCommand.readyLine(
                            started.gateway(), started.gateway().running().configuration()))
                    .contains("admin http://127.0.0.1:"
                            + started.gateway().adminAddress().getPort());
        }
    }

    @Test
    void saysWhichAddressIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + taken.getLocalPort();
            Files.writeString(folder.resolve("test.cedar"), Started.OPEN);
            Started.configure(folder, one());
            Path file = folder.resolve("tidegate.yaml");
            Files.writeString(
                    file,
                    Files.readString(file)
                            .replace("admin: { listen: 127.0.0.1:0 }", "admin: { listen: " + address + " }"));
            assertThatThrownBy(() -> Gateway.start(
                            ((ConfigurationResult.Loaded) Started.load(folder)).configuration(),
                            new Observers(List.of()),
                            InstantSource.system()))
                    .hasMessageContaining("`" + address + "`")
                    .hasMessageContaining("`admin.listen`");
        }
    }
}
