package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.RecordKind;
import io.tidegate.secret.SecretManagers;
import io.tidegate.upstream.HttpPeer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Does `tidegate rotate` have a running gateway connect anew with the secrets of now, without breaking a call?
@Timeout(60)
class RotateCommandTest {
    @TempDir
    private Path folder = Path.of("");

    private final List<String> shown = new CopyOnWriteArrayList<>();

    @BeforeEach
    void writesTheSecret() throws Exception {
        Files.writeString(folder.resolve("secret"), "planted-one\n");
    }

    private String process(Path server) {
        return "servers: { one: { run: [\"%s\"], era: legacy, environment: { TOKEN: \"${file:secret}\" } } }%n"
                .formatted(server);
    }

    private static FutureTask<String> calls(Started started) {
        FutureTask<String> call = new FutureTask<>(() -> started.call("t", ""));
        Thread.ofVirtual().start(call);
        return call;
    }

    @Test
    void letsCallsEndOnTheOldProcessAndBeginsOthersOnTheNewOne() throws Exception {
        Path server = ShellServer.write(folder.resolve("server"), "hello");
        try (Serving serving = Serving.in(folder, process(server))) {
            Files.createFile(ShellServer.hold(server));
            FutureTask<String> running = calls(serving.started());
            Awaitility.await().until(() -> Files.exists(ShellServer.called(server)));
            Files.writeString(folder.resolve("secret"), "planted-two\n");
            Ran ran = serving.rotate("one");
            assertThat(ran.code()).as(ran.toString()).isZero();
            assertThat(ran.out()).contains("rotated", "one", "connected anew").doesNotContain("planted");
            assertThat(running).isNotDone();
            Files.delete(ShellServer.hold(server));
            assertThat(running.get()).contains("hello planted-one");
            assertThat(serving.started().call("t", "")).contains("hello planted-two");
            assertThat(serving.started().changes())
                    .anyMatch(change -> change.contains("server-rotated") && change.contains("one: its secrets"));
            assertThat(String.join("\n", serving.started().records(RecordKind.values())))
                    .doesNotContain("planted");
        }
    }

    /// While the new connection is tried, calls go on over the old one: nobody is told that the server is away.
    @Test
    void servesWithoutABreak() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        try (HttpPeer peer = HttpPeer.modern("{\"tools\":{}}").on("tools/call", turn -> {
                    shown.add(turn.header("Authorization").orElse("none"));
                    turn.result("{\"content\":[]}");
                });
                Serving serving = Serving.in(
                        folder,
                        "servers: { one: { url: \"%s\", era: modern, credential: \"${file:secret}\" } }%n"
                                .formatted(peer.url()))) {
            peer.on("server/discover", turn -> {
                awaits(slow);
                turn.result("{\"supportedVersions\":[\"2026-07-28\"],\"capabilities\":{\"tools\":{}}}");
            });
            FutureTask<Ran> rotating = new FutureTask<>(() -> serving.rotate("one"));
            Thread.ofVirtual().start(rotating);
            Awaitility.await().until(() -> peer.heard("server/discover").size() > 1);
            assertThat(serving.started().call("t", "")).contains("content");
            assertThat(rotating).isNotDone();
            slow.countDown();
            assertThat(rotating.get().out()).contains("the same as before");
            assertThat(serving.started().call("t", "")).contains("content");
            assertThat(shown).hasSize(2);
        }
    }

    private static void awaits(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void saysWhenTheServerIsNotThereAfterwards() throws Exception {
        Path server = ShellServer.write(folder.resolve("server"), "hello");
        try (Serving serving = Serving.in(folder, process(server))) {
            assertThat(serving.started().call("t", "")).contains("hello");
            Files.delete(server);
            Ran ran = serving.rotate("one");
            assertThat(ran.code()).isEqualTo(Exit.FINDINGS);
            assertThat(ran.out()).contains("down", "can't be started");
        }
    }

    @Test
    void changesNothingWhereTheConfigurationIsWrong() throws Exception {
        Path server = ShellServer.write(folder.resolve("server"), "hello");
        try (Serving serving = Serving.in(folder, process(server))) {
            Files.delete(folder.resolve("secret"));
            Ran ran = serving.rotate("one");
            assertThat(ran.code()).isEqualTo(Exit.FINDINGS);
            assertThat(ran.out()).contains("refused", "nothing was changed", "does not exist");
            assertThat(serving.started().call("t", "")).contains("hello planted-one");
            assertThat(serving.started().changes()).noneMatch(change -> change.contains("server-rotated"));
            Files.writeString(folder.resolve("secret"), "planted-one\n");
            assertThat(serving.rotate("other").out()).contains("refused", "no server `other`");
        }
    }

    @Test
    void saysThatNoGatewayRuns() throws Exception {
        Started.configure(folder, "");
        Files.writeString(folder.resolve("test.cedar"), "");
        Ran ran = Ran.of(
                "rotate", "one", "--config", folder.resolve("tidegate.yaml").toString());
        assertThat(ran.code()).isEqualTo(Exit.COULD_NOT_RUN);
        assertThat(ran.err()).contains("no gateway runs");
        assertThat(Ran.of("rotate", "../x").code()).isEqualTo(Exit.USED_WRONGLY);
    }

    @Test
    void whatNobodyFetchesDoesNotStay() throws Exception {
        Path server = ShellServer.write(folder.resolve("server"), "hello");
        Path asked = Files.createDirectories(folder.resolve("asked"));
        try (Serving serving = Serving.in(folder, process(server));
                SecretManagers managers = new SecretManagers(InstantSource.system());
                Rotations rotations =
                        new Rotations(serving.started().gateway().own(), managers, asked, Duration.ofMillis(600))) {
            Files.writeString(asked.resolve("left.said"), "DONE\nconnected anew\n");
            Files.writeString(asked.resolve("left.draft"), "DO");
            rotations.start(() -> {});
            Awaitility.await().until(() -> {
                try (Stream<Path> left = Files.list(asked)) {
                    return left.findAny().isEmpty();
                }
            });
        }
    }
}
