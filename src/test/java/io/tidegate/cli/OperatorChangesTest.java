package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.control.Stop;
import io.tidegate.control.Stops;
import io.tidegate.crypto.KeyPurpose;
import io.tidegate.crypto.KeyRing;
import io.tidegate.identity.ApiKeys;
import io.tidegate.store.Store;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Is what an operator does beside a running gateway in its trail?
class OperatorChangesTest {
    @TempDir
    private Path folder;

    private static void await(Started started, String what) {
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> started.changes().stream()
                .anyMatch(change -> change.contains(what)));
    }

    /// Another process, as the verb `keys` is one: a store and a ring of its own over the same files.
    private ApiKeys elsewhere(Store store) throws Exception {
        KeyRing ring = KeyRing.open(folder.resolve("state/keys"), new SecureRandom());
        return new ApiKeys(
                store, ring.mac(KeyPurpose.API_KEYS), new SecureRandom(), InstantSource.system(), System::nanoTime);
    }

    @Test
    void recordsKeysThatAreMadeAndRevoked() throws Exception {
        try (Started started = Started.in(folder, "");
                OperatorChanges _ = OperatorChanges.start(started.gateway().foundation());
                Store store = Store.open(folder.resolve("state/state.db"))) {
            ApiKeys.Issued issued = elsewhere(store).create("ada", Set.of("staff"), Duration.ofDays(1));
            await(started, "key-made");
            assertThat(started.changes())
                    .last()
                    .asString()
                    .contains(issued.key().id(), "ada", "staff", "by unknown")
                    .doesNotContain(issued.text().reveal());
            elsewhere(store).revoke(issued.key().id());
            await(started, "key-revoked");
            assertThat(started.changes())
                    .last()
                    .asString()
                    .contains(issued.key().id(), "by unknown");
        }
    }

    @Test
    void recordsStopsThatAreSetAndLifted() throws Exception {
        Path file = folder.resolve("state/stops");
        try (Started started = Started.in(folder, "");
                OperatorChanges _ = OperatorChanges.start(started.gateway().foundation())) {
            Stops.write(file, Set.of(new Stop.Tool("crm/erase"), new Stop.User("ada")));
            await(started, "tool:crm/erase");
            await(started, "user:ada");
            Stops.write(file, Set.of(new Stop.User("ada")));
            await(started, "stop-lifted");
            assertThat(started.changes())
                    .last()
                    .asString()
                    .contains("stop-lifted", "tool:crm/erase", "by unknown")
                    .doesNotContain("user:ada");
        }
    }

    /// Both within two looks, again and again: whatever the looks fall on, each is recorded once, in its order.
    @Test
    void recordsStopsThatAreLiftedAtOnce() throws Exception {
        String state = folder.resolve("state").toString();
        try (Started started = Started.in(folder, "")) {
            OperatorChanges changes = OperatorChanges.start(started.gateway().foundation());
            int before = started.changes().size();
            int times = 5;
            for (int time = 0; time < times; time++) {
                assertThat(Ran.of("stop", "add", "all", "--state", state).code())
                        .isZero();
                assertThat(Ran.of("stop", "remove", "all", "--state", state).code())
                        .isZero();
            }
            changes.close();
            List<String> recorded =
                    started.changes().subList(before, started.changes().size());
            assertThat(recorded).hasSize(2 * times);
            for (int at = 0; at < recorded.size(); at++) {
                assertThat(recorded.get(at)).contains(at % 2 == 0 ? "stop-set" : "stop-lifted", "all; by unknown");
            }
        }
    }

    @Test
    void recordsWhatIsInForceAtStartAndWhatChangedJustBeforeTheEnd() throws Exception {
        Path file = folder.resolve("state/stops");
        Stops.write(file, Set.of(new Stop.Server("crm")));
        try (Started started = Started.in(folder, "")) {
            OperatorChanges changes = OperatorChanges.start(started.gateway().foundation());
            List<String> atStart = started.changes();
            assertThat(atStart).anyMatch(change -> change.contains("stops-known") && change.contains("1: server:crm"));
            assertThat(atStart).anyMatch(change -> change.contains("keys-known"));
            changes.close();
            assertThat(started.changes()).hasSameSizeAs(atStart);
        }
    }
}
