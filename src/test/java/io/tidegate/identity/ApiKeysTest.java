package io.tidegate.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.crypto.Mac;
import io.tidegate.store.Store;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ApiKeysTest {
    private static final Duration LIFE = Duration.ofDays(90);

    @TempDir
    private Path folder;

    private final TestTime time = new TestTime();
    private Store store;
    private ApiKeys keys;
    private Authenticator authenticator;

    @BeforeEach
    void open() {
        store = Store.open(folder.resolve("state.db"));
        keys = keys(store, 1);
        authenticator =
                new Authenticator(Optional.of(keys), Optional.empty(), Authenticator.AnonymousAccess.LOOPBACK_ONLY);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private ApiKeys keys(Store store, int macKey) {
        byte[] secret = new byte[32];
        secret[0] = (byte) macKey;
        return new ApiKeys(store, Mac.withKey(secret), new SecureRandom(), time, time::nanoTime);
    }

    private Outcome present(String key) {
        return authenticator.authenticate(
                new Presented(List.of("Bearer " + key), Presented.Reach.LOOPBACK, TestProvider.AUDIENCE));
    }

    private void assertRejected(String key, Why why) {
        assertThat(present(key)).isInstanceOfSatisfying(Outcome.Rejected.class, rejected -> assertThat(rejected.why())
                .isEqualTo(why));
    }

    @Test
    void takesAKeyThatWasMadeHere() {
        ApiKeys.Issued issued = keys.create("alice", Set.of("support", "staff"), LIFE);
        assertThat(present(issued.text().reveal()))
                .isInstanceOfSatisfying(Outcome.Authenticated.class, authenticated -> {
                    Principal alice = authenticated.principal();
                    assertThat(alice.id()).isEqualTo("alice");
                    assertThat(alice.groups()).containsExactlyInAnyOrder("support", "staff");
                    assertThat(alice.expires()).contains(TestTime.START.plus(LIFE));
                    assertThat(alice.authentication())
                            .isEqualTo(new Authentication.ApiKey(issued.key().id()));
                });
    }

    @Test
    void textIsRecognisableAndNeverPrinted() {
        ApiKeyText text = keys.create("alice", Set.of(), LIFE).text();
        assertThat(text.reveal()).matches("tg_[0-9A-Za-z]{49}");
        assertThat(text.toString()).isEqualTo("tg_hidden");
        assertThat(keys.create("alice", Set.of(), LIFE).text().reveal()).isNotEqualTo(text.reveal());
    }

    @Test
    void storesNoKey() throws Exception {
        String text = keys.create("alice", Set.of(), LIFE).text().reveal();
        store.close();
        String stored = new String(Files.readAllBytes(folder.resolve("state.db")), StandardCharsets.ISO_8859_1);
        assertThat(stored)
                .contains("alice")
                .doesNotContain(text.substring(3, 20))
                .doesNotContain(text.substring(20, 40));
    }

    @Test
    void tellsATypingErrorFromAWrongKey() throws Rejection {
        String text = keys.create("alice", Set.of(), LIFE).text().reveal();
        for (int place = 3; place < text.length(); place++) {
            char other = text.charAt(place) == 'x' ? 'y' : 'x';
            assertRejected(text.substring(0, place) + other + text.substring(place + 1), Why.MALFORMED);
        }
        assertRejected(text.substring(0, text.length() - 1), Why.MALFORMED);
        assertRejected(text + "a", Why.MALFORMED);
        assertRejected("tg_", Why.MALFORMED);
        String stranger = ApiKeyText.random(new SecureRandom()).reveal();
        assertThat(ApiKeyText.parse(stranger).reveal()).isEqualTo(stranger);
        assertRejected(stranger, Why.UNKNOWN_KEY);
    }

    @Test
    void refusesAKeyFromTheMomentItExpires() {
        String text =
                keys.create("alice", Set.of(), Duration.ofMillis(500)).text().reveal();
        assertThat(present(text)).isInstanceOf(Outcome.Authenticated.class);
        time.pass(Duration.ofMillis(500));
        assertRejected(text, Why.EXPIRED);
    }

    @Test
    void refusesAKeyFromTheMomentItIsRevoked() {
        ApiKeys.Issued issued = keys.create("alice", Set.of(), LIFE);
        assertThat(present(issued.text().reveal())).isInstanceOf(Outcome.Authenticated.class);
        assertThat(keys.revoke(issued.key().id())).isTrue();
        assertRejected(issued.text().reveal(), Why.REVOKED);
        assertThat(keys.revoke(issued.key().id())).isFalse();
        assertThat(keys.revoke("key_none")).isFalse();
    }

    @Test
    void seesARevocationByAnotherProcessWithinASecond() {
        ApiKeys.Issued issued = keys.create("alice", Set.of(), LIFE);
        assertThat(present(issued.text().reveal())).isInstanceOf(Outcome.Authenticated.class);
        try (Store other = Store.open(folder.resolve("state.db"))) {
            assertThat(keys(other, 1).revoke(issued.key().id())).isTrue();
        }
        time.pass(Duration.ofMillis(950));
        assertRejected(issued.text().reveal(), Why.REVOKED);
    }

    @Test
    void seesAKeyMadeByAnotherProcess() {
        try (Store other = Store.open(folder.resolve("state.db"))) {
            String text = keys(other, 1).create("bob", Set.of(), LIFE).text().reveal();
            assertThat(present(text)).isInstanceOf(Outcome.Authenticated.class);
        }
    }

    @Test
    void knowsNoKeyUnderAnotherSecret() {
        String text = keys(store, 2).create("alice", Set.of(), LIFE).text().reveal();
        assertRejected(text, Why.UNKNOWN_KEY);
    }

    private static final ApiKeys.Rotation IN_A_DAY = new ApiKeys.Rotation(Duration.ofDays(1), Optional.empty());

    private Principal caller(ApiKeys.Issued issued) {
        return ((Outcome.Authenticated) present(issued.text().reveal())).principal();
    }

    @Test
    void rotatesWithOverlap() {
        ApiKeys.Issued old = keys.create("alice", Set.of("support"), LIFE);
        time.pass(Duration.ofDays(10));
        Principal before = caller(old);
        ApiKeys.Issued fresh = keys.rotate(old.key().id(), IN_A_DAY);
        Principal after = caller(fresh);
        assertThat(after.id()).isEqualTo("alice");
        assertThat(after.groups()).containsExactly("support");
        assertThat(after.key()).as("one caller, whose sessions go on").isEqualTo(before.key());
        assertThat(after.expires())
                .as("as long as the old one's")
                .contains(time.instant().plus(LIFE));
        time.pass(Duration.ofDays(1).minusMillis(1));
        assertThat(caller(old).key()).isEqualTo(before.key());
        time.pass(Duration.ofMillis(1));
        assertRejected(old.text().reveal(), Why.EXPIRED);
        assertThat(caller(fresh).key()).isEqualTo(before.key());
        ApiKeys.Issued third = keys.rotate(fresh.key().id(), new ApiKeys.Rotation(Duration.ZERO, Optional.of(LIFE)));
        assertRejected(fresh.text().reveal(), Why.EXPIRED);
        assertThat(caller(third).key()).isEqualTo(before.key());
    }

    @Test
    void anOverlapMakesNoKeyLiveLonger() {
        ApiKeys.Issued old = keys.create("alice", Set.of(), Duration.ofHours(1));
        keys.rotate(old.key().id(), IN_A_DAY);
        time.pass(Duration.ofHours(1));
        assertRejected(old.text().reveal(), Why.EXPIRED);
    }

    @Test
    void rotatesOnlyWhatIsInUseAndOnlyOnce() {
        ApiKeys.Issued old = keys.create("alice", Set.of(), LIFE);
        ApiKeys.Issued fresh = keys.rotate(old.key().id(), IN_A_DAY);
        assertThatThrownBy(() -> keys.rotate(old.key().id(), IN_A_DAY))
                .hasMessageContaining(fresh.key().id());
        keys.revoke(fresh.key().id());
        assertThatThrownBy(() -> keys.rotate(fresh.key().id(), IN_A_DAY)).hasMessageContaining("has ended");
        assertThatThrownBy(() -> keys.rotate("key_none", IN_A_DAY)).hasMessageContaining("no key");
        assertThatThrownBy(() -> new ApiKeys.Rotation(Duration.ofDays(91), Optional.empty()))
                .hasMessageContaining("90");
        assertThatThrownBy(() -> keys.rotate(
                        keys.create("bob", Set.of(), LIFE).key().id(),
                        new ApiKeys.Rotation(Duration.ZERO, Optional.of(Duration.ofDays(367)))))
                .hasMessageContaining("366");
        assertThat(keys.list())
                .as("a rotation that failed made nothing")
                .filteredOn(key -> key.user().equals("bob"))
                .singleElement()
                .satisfies(key -> assertThat(key.replacedBy()).isEmpty());
    }

    @Test
    void seesARotationByAnotherProcessWithinASecond() {
        ApiKeys.Issued old = keys.create("alice", Set.of(), LIFE);
        assertThat(present(old.text().reveal())).isInstanceOf(Outcome.Authenticated.class);
        try (Store other = Store.open(folder.resolve("state.db"))) {
            keys(other, 1).rotate(old.key().id(), new ApiKeys.Rotation(Duration.ZERO, Optional.empty()));
        }
        time.pass(Duration.ofMillis(950));
        assertRejected(old.text().reveal(), Why.EXPIRED);
    }

    private Optional<Instant> lastUsed() {
        return keys.list().getFirst().lastUsed();
    }

    /// It is written beside the calls.
    private void awaitLastUsed(Instant when) {
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> lastUsed().equals(Optional.of(when)));
    }

    @Test
    void listsKeysWithWhenTheyWereLastUsed() {
        ApiKeys.Issued issued = keys.create("alice", Set.of("a"), LIFE);
        assertThat(keys.list()).containsExactly(issued.key());
        time.pass(Duration.ofMinutes(1));
        present(issued.text().reveal());
        Instant first = time.instant();
        awaitLastUsed(first);
        time.pass(Duration.ofSeconds(59));
        present(issued.text().reveal());
        assertThat(lastUsed()).as("once a minute at most").contains(first);
        time.pass(Duration.ofSeconds(1));
        present(issued.text().reveal());
        awaitLastUsed(time.instant());
        keys.revoke(issued.key().id());
        assertThat(keys.list().getFirst().revoked()).contains(time.instant());
    }

    @Test
    void takesAKeyWhoseUseCannotBeWritten() {
        String text = keys.create("alice", Set.of(), LIFE).text().reveal();
        store.write(session -> session.execute(
                "CREATE TRIGGER broken BEFORE UPDATE ON api_keys BEGIN" + " SELECT RAISE(ABORT, 'broken'); END"));
        for (int call = 0; call < 3; call++) {
            time.pass(Duration.ofMinutes(2));
            assertThat(present(text)).isInstanceOf(Outcome.Authenticated.class);
        }
        assertThat(lastUsed()).isEmpty();
    }

    @Test
    void refusesToMakeKeysThatCouldNotBe() {
        assertThatThrownBy(() -> keys.create("anonymous", Set.of(), LIFE)).hasMessageContaining("reserved");
        assertThatThrownBy(() -> keys.create("", Set.of(), LIFE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> keys.create("a\u0007b", Set.of(), LIFE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> keys.create("alice", Set.of(" "), LIFE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> keys.create("alice", Set.of(), Duration.ZERO)).hasMessageContaining("366");
        assertThatThrownBy(() -> keys.create("alice", Set.of(), Duration.ofDays(367)))
                .hasMessageContaining("366");
        assertThat(keys.list()).isEmpty();
    }

    @Test
    void saysThatKeysCannotBeCheckedWhenTheStoreIsGone() {
        String text = keys.create("alice", Set.of(), LIFE).text().reveal();
        try (Store broken = Store.open(folder.resolve("other.db"))) {
            broken.write(session -> session.execute("DROP TABLE api_key_groups"));
            broken.write(session -> session.execute("DROP TABLE api_keys"));
            authenticator = new Authenticator(
                    Optional.of(keys(broken, 1)), Optional.empty(), Authenticator.AnonymousAccess.LOOPBACK_ONLY);
            assertRejected(text, Why.STORE_UNAVAILABLE);
        }
    }
}
