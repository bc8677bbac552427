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
                            loaded(managers), () -> loaded(managers), managers::changed, started.gateway()::reload)) {
                awaitShown(started, "Bearer planted-one");
                vault.put("kv/crm", "{\"token\": \"planted-two\"}");
                awaitShown(started, "Bearer planted-two");
                assertThat(String.join("\n", started.records(RecordKind.values())))
                        .as("the trail")
                        .doesNotContain("planted", "sesame");
            }
        }
    }

    private ConfigurationResult loaded(SecretManagers managers) {
        return ConfigurationChoice.load(folder.resolve("tidegate.yaml"), managers);
    }

    private void awaitShown(Started started, String header) {
        Awaitility.await().until(() -> {
            String _ = started.call("t", "");
            return !shown.isEmpty() && shown.getLast().equals(header);
        });
    }
}
