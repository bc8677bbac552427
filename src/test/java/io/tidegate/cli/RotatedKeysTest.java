package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.RecordKind;
import io.tidegate.cli.LiveClient.Heard;
import io.tidegate.crypto.KeyPurpose;
import io.tidegate.crypto.KeyRing;
import io.tidegate.identity.ApiKeys;
import io.tidegate.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Does a key that was rotated or revoked elsewhere end at running gateways, with its streams, and not a moment before
/// its overlap is over?
@Timeout(60)
class RotatedKeysTest {
    private static final Duration OVERLAP = Duration.ofHours(24);

    @TempDir
    private Path folder = Path.of("");

    private final AtomicReference<Duration> later = new AtomicReference<>(Duration.ZERO);
    private final InstantSource clock = () -> Instant.now().plus(later.get());
    private EchoServer echo;
    private Started started;

    @BeforeEach
    void start() throws Exception {
        echo = EchoServer.start();
        started = Started.in(folder, configuration(), clock);
    }

    private String configuration() {
        return "identity: { api-keys: allowed }\nservers: { echo: { url: \"" + echo.url() + "\" } }\n";
    }

    @AfterEach
    void stop() {
        started.close();
        echo.close();
    }

    private ApiKeys.Issued made() {
        return started.gateway().foundation().apiKeys().create("alice", Set.of(), Duration.ofDays(90));
    }

    /// Another process with the same state.
    private ApiKeys elsewhere(Store store) throws IOException {
        KeyRing ring = KeyRing.open(folder.resolve("state/keys"), new SecureRandom());
        return new ApiKeys(store, ring.mac(KeyPurpose.API_KEYS), new SecureRandom(), clock, System::nanoTime);
    }

    private RawRequest.Answer call(Started at, String key) throws IOException {
        return RawRequest.call().as(key).send(at.gateway().address());
    }

    @Test
    void aKeyIsRefusedAfterItsOverlapAndItsSessionGoesOnWithTheNewOne() throws Exception {
        ApiKeys.Issued old = made();
        ApiKeys.Issued fresh;
        try (LiveClient client = LiveClient.stateful(started, old.text().reveal(), "2025-11-25", "{}");
                Heard told = client.listen();
                Store store = Store.open(folder.resolve("state/state.db"))) {
            fresh = elsewhere(store).rotate(old.key().id(), new ApiKeys.Rotation(OVERLAP, Optional.empty()));
            assertThat(call(started, old.text().reveal()).body()).contains("done");
            assertThat(call(started, fresh.text().reveal()).body()).contains("done");
            try (LiveClient same = client.claiming(started, fresh.text().reveal());
                    Heard listed = same.ask("tools/list", "")) {
                assertThat(listed.next().path("result").path("tools")).hasSize(1);
            }
            later.set(OVERLAP.plusSeconds(1));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> call(started, old.text().reveal()).status() == 401);
            echo.called().clear();
            RawRequest.Answer late = call(started, old.text().reveal());
            assertThat(late.status()).isEqualTo(401);
            assertThat(late.head()).contains("the API key has expired");
            assertThat(echo.called()).isEmpty();
            assertThat(started.records(RecordKind.REFUSED).getLast()).contains("\"expired\"");
            assertThat(call(started, fresh.text().reveal()).body()).contains("done");
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(told::over);
        }
    }

    /// A second gateway on the same store, which did not hear of it in any other way.
    @Test
    void aKeyThatIsRevokedElsewhereEndsAtAllNodesWithItsStreams() throws Exception {
        Path second = Files.createDirectory(folder.resolve("second"));
        Files.createSymbolicLink(second.resolve("state"), folder.resolve("state"));
        ApiKeys.Issued key = made();
        String text = key.text().reveal();
        try (Started other = Started.in(second, configuration(), clock);
                LiveClient here = LiveClient.stateful(started, text, "2025-11-25", "{}");
                LiveClient there = LiveClient.stateful(other, text, "2025-11-25", "{}");
                Heard one = here.listen();
                Heard two = there.listen();
                Store store = Store.open(folder.resolve("state/state.db"))) {
            assertThat(elsewhere(store).revoke(key.key().id())).isTrue();
            for (Started each : new Started[] {started, other}) {
                Awaitility.await()
                        .atMost(Duration.ofSeconds(5))
                        .until(() -> call(each, text).status() == 401);
                assertThat(each.records(RecordKind.REFUSED).getLast()).contains("\"revoked\"");
            }
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> one.over() && two.over());
        }
    }

    @Test
    void theTrailSaysThatAKeyWasRotated() throws Exception {
        ApiKeys.Issued old = made();
        try (OperatorChanges _ = OperatorChanges.start(started.gateway().foundation());
                Store store = Store.open(folder.resolve("state/state.db"))) {
            ApiKeys.Issued fresh =
                    elsewhere(store).rotate(old.key().id(), new ApiKeys.Rotation(OVERLAP, Optional.empty()));
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> started.changes().stream()
                    .anyMatch(change -> change.contains("key-made")
                            && change.contains(fresh.key().id())));
            assertThat(started.changes()).anySatisfy(change -> assertThat(change)
                    .contains("key-rotated", old.key().id(), fresh.key().id(), "alice", "by unknown"));
        }
    }
}
