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
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Does a server get the credential that Vault has for it, and the new one when it is changed there, without a restart?
@Timeout(60)
class VaultSecretsTest {
    @TempDir
    private Path folder = Path.of("");

    private final List<String> shown = new CopyOnWriteArrayList<>();

    private final AtomicInteger refusals = new AtomicInteger();

    @Test
    void serversGetWhatVaultHas() throws Exception {
        try (VaultPeer vault = VaultPeer.start();
                HttpPeer server = HttpPeer.modern("{\"tools\":{}}");
                SecretManagers managers = new SecretManagers()) {
            vault.put("kv/crm", "{\"token\": \"planted-one\"}");
            server.on("tools/call", turn -> {
                shown.add(turn.header("Authorization").orElse("none"));
                turn.result("{\"content\":[]}");
            });
            Files.writeString(folder.resolve("secret-id"), "sesame\n");
            String configuration = """
                    secrets:
                      vault:
                        address: "%s"
                        approle: { role-id: gateway, secret-id: "${file:secret-id}" }
                        refresh: 1s
                    servers: { one: { url: "%s", era: modern, credential: "${vault:kv/crm#token}" } }
                    """.formatted(vault.address(), server.url());
            try (Started started = Started.in(folder, configuration, managers);
                    ConfigurationWatch _ = ConfigurationWatch.start(
                            loaded(managers),
                            () -> loaded(managers),
                            managers::changed,
                            next -> settle(managers, started.gateway().reload(next)))) {
                managers.settle(true);
                awaitShown(started, "Bearer planted-one");
                vault.put("kv/crm", "{\"token\": \"planted-two\"}");
                awaitShown(started, "Bearer planted-two");
                asksNobodyForAFileThatIsWrong(configuration);
                vault.put("kv/crm", "{\"token\": \"planted-two\"}");
                awaitShown(started, "Bearer planted-two");
                vault.remove("kv/crm");
                Awaitility.await().until(() -> started.call("t", "").contains("not available"));
                assertThat(String.join("\n", started.records(RecordKind.values())))
                        .as("the trail")
                        .doesNotContain("planted", "sesame");
            }
        }
    }

    @Test
    void noServerHasASecretLongerThanItMayBeKept() throws Exception {
        try (VaultPeer vault = VaultPeer.start();
                HttpPeer server =
                        HttpPeer.modern("{\"tools\":{}}").on("tools/call", turn -> turn.result("{\"content\":[]}"));
                SecretManagers managers = new SecretManagers()) {
            vault.put("kv/crm", "{\"token\": \"planted-one\"}");
            Files.writeString(folder.resolve("secret-id"), "sesame");
            String configuration = """
                    secrets:
                      vault:
                        address: "%s"
                        approle: { role-id: gateway, secret-id: "${file:secret-id}" }
                        refresh: 1s
                        keep: 2s
                    servers: { one: { url: "%s", era: modern, credential: "${vault:kv/crm#token}" } }
                    """.formatted(vault.address(), server.url());
            try (Started started = Started.in(folder, configuration, managers);
                    ConfigurationWatch _ = ConfigurationWatch.start(
                            loaded(managers),
                            () -> loaded(managers),
                            managers::changed,
                            next -> settle(managers, started.gateway().reload(next)))) {
                managers.settle(true);
                assertThat(started.call("t", "")).contains("content");
                vault.answers(503);
                Awaitility.await().until(() -> started.call("t", "").contains("not available"));
                vault.answers(200);
                Awaitility.await().until(() -> started.call("t", "").contains("content"));
            }
        }
    }

    /// Another Vault, and a mistake elsewhere: nothing is put in force, and nothing is sent to that Vault.
    private void asksNobodyForAFileThatIsWrong(String configuration) throws Exception {
        try (VaultPeer other = VaultPeer.start()) {
            String wrong = configuration.replaceFirst("address: \"[^\"]*\"", "address: \"" + other.address() + "\"");
            int before = refusals.get();
            Started.configure(folder, wrong + "limts: {}\n");
            Awaitility.await().until(() -> refusals.get() > before);
            assertThat(other.asked()).isEmpty();
            Started.configure(folder, configuration);
        }
    }

    private ConfigurationResult loaded(SecretManagers managers) {
        return ConfigurationChoice.load(folder.resolve("tidegate.yaml"), managers);
    }

    private void settle(SecretManagers managers, boolean accepted) {
        managers.settle(accepted);
        if (!accepted) {
            refusals.incrementAndGet();
        }
    }

    private void awaitShown(Started started, String header) {
        Awaitility.await().until(() -> {
            String _ = started.call("t", "");
            return !shown.isEmpty() && shown.getLast().equals(header);
        });
    }
}
