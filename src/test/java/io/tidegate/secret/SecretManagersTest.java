package io.tidegate.secret;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.secret.SecretSource.Fetched;
import io.tidegate.secret.VaultSettings.Login;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Are secrets of Vault there, new when they are changed, gone when they are taken back, and used only so long while
/// nobody can be asked?
@Timeout(30)
class SecretManagersTest {
    private static final SecretRef.FromVault CRM = new SecretRef.FromVault("kv", "team/crm", "token");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    private Path folder = Path.of("");

    private final AtomicLong now = new AtomicLong();
    private final SecretManagers managers = new SecretManagers(now::get, java.time.InstantSource.system(), true);
    private VaultPeer vault;

    @BeforeEach
    void start() throws Exception {
        vault = VaultPeer.start();
        vault.put("kv/team/crm", "{\"token\": \"first\"}");
    }

    @AfterEach
    void stop() {
        managers.close();
        vault.close();
    }

    private void use(Login login) throws Exception {
        managers.use(List.of(new VaultSettings(
                vault.address(), Optional.of("team-a"), Optional.empty(), login, MINUTE, Duration.ofHours(1))));
        managers.settle(true);
    }

    /// A configuration is read, and refused.
    private void refused(VaultPeer other) throws Exception {
        managers.use(List.of(new VaultSettings(
                other.address(), Optional.empty(), Optional.empty(), approle(), MINUTE, Duration.ofHours(1))));
        assertThat(value()).isEqualTo("of another");
        managers.settle(false);
    }

    private static Login approle() {
        return new Login.AppRole("approle", "role", Secret.of("sesame"));
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private String value() {
        return switch (managers.fetch(CRM)) {
            case Fetched.Found(Secret secret) -> secret.reveal(Purpose.UPSTREAM_CREDENTIAL);
            case Fetched.Missing(String why, boolean withdrawn) -> (withdrawn ? "withdrawn: " : "missing: ") + why;
        };
    }

    @Test
    void isAskedOnceAndThenNowAndThen() throws Exception {
        use(approle());
        assertThat(value()).isEqualTo("first");
        assertThat(value()).isEqualTo("first");
        assertThat(vault.asked())
                .containsExactly(
                        "POST auth/approle/login {\"role_id\":\"role\",\"secret_id\":\"sesame\"}",
                        "GET kv/data/team/crm ");
        vault.put("kv/team/crm", "{\"token\": \"second\"}");
        assertThat(managers.changed()).as("it is not time").isFalse();
        pass(MINUTE);
        assertThat(managers.changed()).isTrue();
        assertThat(value()).isEqualTo("second");
        pass(MINUTE);
        assertThat(managers.changed()).isFalse();
    }

    @Test
    void isUsedForAWhileWhenNobodyAnswers() throws Exception {
        use(approle());
        assertThat(value()).isEqualTo("first");
        for (int code : List.of(503, 429, 307, 412)) {
            vault.answers(code);
            pass(Duration.ofMinutes(14));
            assertThat(managers.changed()).as("%d", code).isFalse();
            assertThat(value()).isEqualTo("first");
        }
        vault.answers(503);
        pass(Duration.ofMinutes(4));
        assertThat(managers.changed()).isTrue();
        assertThat(value()).isEqualTo("withdrawn: Vault does not answer as it should: 503, for too long");
        vault.answers(200);
        pass(MINUTE);
        assertThat(managers.changed()).isTrue();
        assertThat(value()).isEqualTo("first");
    }

    @Test
    void isGoneAtOnceWhenItIsTakenBack() throws Exception {
        use(approle());
        assertThat(value()).isEqualTo("first");
        vault.remove("kv/team/crm");
        pass(MINUTE);
        assertThat(managers.changed()).isTrue();
        assertThat(value()).isEqualTo("withdrawn: Vault has no secret `kv/team/crm`");
        vault.put("kv/team/crm", "{\"other\": \"x\", \"token\": 5}");
        assertThat(value()).contains("has no text `token`");
    }

    @Test
    void aConfigurationThatIsRefusedChangesNothing() throws Exception {
        use(approle());
        assertThat(value()).isEqualTo("first");
        try (VaultPeer other = VaultPeer.start()) {
            other.put("kv/team/crm", "{\"token\": \"of another\"}");
            refused(other);
            int asked = other.asked().size();
            vault.put("kv/team/crm", "{\"token\": \"second\"}");
            pass(MINUTE);
            assertThat(managers.changed()).isTrue();
            assertThat(value()).isEqualTo("second");
            assertThat(other.asked()).as("left alone").hasSize(asked);
        }
    }

    @Test
    void logsInAgainWhenItsTokenCountsNoMore() throws Exception {
        use(approle());
        assertThat(value()).isEqualTo("first");
        vault.forgetTokens();
        vault.put("kv/team/crm", "{\"token\": \"second\"}");
        pass(MINUTE);
        assertThat(managers.changed()).isTrue();
        assertThat(value()).isEqualTo("second");
    }

    @Test
    void renewsATokenBeforeItEnds() throws Exception {
        vault.tokensLast(300);
        use(new Login.Token(Secret.of("given")));
        assertThat(value()).isEqualTo("first");
        pass(Duration.ofSeconds(201));
        assertThat(managers.changed()).isFalse();
        assertThat(vault.asked()).contains("POST auth/token/renew-self {}");
        use(new Login.Token(Secret.of("wrong")));
        assertThat(value()).contains("does not let us read");
    }

    /// What Vault says is not to be trusted to make sense.
    @Test
    void whatMakesNoSenseIsNoAnswer() throws Exception {
        use(approle());
        assertThat(value()).isEqualTo("first");
        for (String nonsense : List.of(
                "{\"auth\": {\"client_token\": \"t\", \"renewable\": true, \"lease_duration\": 1e300}}",
                "{\"auth\": {\"client_token\": \"a\\r\\nX-Vault-Token: b\", \"lease_duration\": 1}}",
                "{\"auth\": {\"client_token\": \"t\", \"lease_duration\": -1e300}}",
                "{\"auth\": []}",
                "[]",
                "\u0000")) {
            vault.letsInWith(nonsense);
            vault.forgetTokens();
            pass(MINUTE);
            assertThat(managers.changed()).as(nonsense).isFalse();
        }
        assertThat(value()).isEqualTo("first");
    }

    @Test
    void aSlowVaultDelaysNothingForLong() throws Exception {
        use(approle());
        for (int number = 0; number < 20; number++) {
            vault.put("kv/slow/" + number, "{\"token\": \"x\"}");
        }
        vault.takes(() -> pass(Duration.ofSeconds(4)));
        for (int number = 0; number < 20; number++) {
            Fetched _ = managers.fetch(new SecretRef.FromVault("kv", "slow/" + number, "token"));
        }
        assertThat(vault.asked())
                .as("a login, and what fits into eight seconds")
                .hasSizeLessThan(5);
    }

    @Test
    void readsThePodsTokenForEachLogin() throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "old-pod-token\n");
        use(new Login.Kubernetes("kubernetes", "gateway", token));
        assertThat(value()).startsWith("withdrawn: Vault refuses");
        Files.writeString(token, "pod-token\n");
        assertThat(value()).isEqualTo("first");
    }

    @Test
    void whoReadsForSomethingElseAsksNobody() throws Exception {
        try (SecretManagers unasked = SecretManagers.unasked()) {
            unasked.use(List.of(
                    new VaultSettings(vault.address(), Optional.empty(), Optional.empty(), approle(), MINUTE, MINUTE)));
            assertThat(unasked.fetch(CRM)).isInstanceOf(Fetched.Found.class);
            assertThat(unasked.isWanted()).isTrue();
            assertThat(vault.asked()).isEmpty();
        }
    }
}
