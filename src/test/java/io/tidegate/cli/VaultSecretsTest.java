package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.RecordKind;
import io.tidegate.config.ConfigurationResult;
import io.tidegate.config.ConfigurationWatch;
import io.tidegate.secret.SecretManagers;
import io.tidegate.secret.VaultPeer;
import io.tidegate.upstream.HttpPeer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Does a server get the credential that Vault has for it, and the new one when it is changed there, without a restart?
@Timeout(60)
class VaultSecretsTest {
    @TempDir
    private Path folder = Path.of("");

    private final SecretManagers managers = new SecretManagers(InstantSource.system());
    private final List<String> shown = new CopyOnWriteArrayList<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private VaultPeer vault;
    private HttpPeer server;
    private String configuration = "";

    @BeforeEach
    void start() throws Exception {
        vault = VaultPeer.start();
        vault.put("kv/crm", "{\"token\": \"planted-one\"}");
        server = HttpPeer.modern("{\"tools\":{}}").on("tools/call", turn -> {
            shown.add(turn.header("Authorization").orElse("none"));
            turn.result("{\"content\":[]}");
        });
        Files.writeString(folder.resolve("secret-id"), "sesame\n");
        configuration = """
                secrets:
                  vault:
                    address: "%s"
                    approle: { role-id: gateway, secret-id: "${file:secret-id}" }
                    refresh: 1s
                    keep: 2s
                servers: { one: { url: "%s", era: modern, credential: "${vault:kv/crm#token}" } }
                """.formatted(vault.address(), server.url());
    }

    @AfterEach
    void stop() {
        managers.close();
        server.close();
        vault.close();
    }

    private ConfigurationResult load() {
        return ConfigurationChoice.load(folder.resolve("tidegate.yaml"), managers);
    }

    /// As `serve` does it.
    private ConfigurationWatch watch(Started started) {
        ConfigurationWatch watch = ConfigurationWatch.start(load(), this::load, managers::changed, next -> {
            boolean accepted = started.gateway().reload(next);
            managers.settle(accepted);
            refusals.addAndGet(accepted ? 0 : 1);
        });
        managers.settle(true);
        return watch;
    }

    private void awaitShown(Started started, String token) {
        Awaitility.await().until(() -> {
            String _ = started.call("t", "");
            return !shown.isEmpty() && shown.getLast().equals("Bearer " + token);
        });
    }

    private static void awaitAnswer(Started started, String part) {
        Awaitility.await().until(() -> started.call("t", "").contains(part));
    }

    @Test
    void serversGetWhatVaultHas() throws Exception {
        try (Started started = Started.in(folder, configuration, managers);
                ConfigurationWatch _ = watch(started)) {
            awaitShown(started, "planted-one");
            vault.put("kv/crm", "{\"token\": \"planted-two\"}");
            awaitShown(started, "planted-two");
            vault.remove("kv/crm");
            awaitAnswer(started, "not available");
            assertThat(String.join("\n", started.records(RecordKind.values())))
                    .as("the trail")
                    .doesNotContain("planted", "sesame");
        }
    }

    @Test
    void noServerHasASecretLongerThanItMayBeKept() throws Exception {
        try (Started started = Started.in(folder, configuration, managers);
                ConfigurationWatch _ = watch(started)) {
            awaitShown(started, "planted-one");
            vault.answers(503);
            awaitAnswer(started, "not available");
            vault.answers(200);
            awaitAnswer(started, "content");
        }
    }

    /// Another Vault, and a mistake elsewhere: nothing is put in force, nothing is sent to that Vault, and the one
    /// before
    /// goes on once the file is right again.
    @Test
    void asksNobodyForAFileThatIsWrong() throws Exception {
        try (VaultPeer other = VaultPeer.start();
                Started started = Started.in(folder, configuration, managers);
                ConfigurationWatch _ = watch(started)) {
            awaitShown(started, "planted-one");
            String wrong = configuration.replace(
                    vault.address().toString(), other.address().toString());
            Started.configure(folder, wrong + "limts: {}\n");
            Awaitility.await().until(() -> refusals.get() > 0);
            vault.put("kv/crm", "{\"token\": \"planted-three\"}");
            Started.configure(folder, configuration);
            awaitShown(started, "planted-three");
            assertThat(other.asked()).isEmpty();
        }
    }
}
