package io.tidegate.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.config.ConfigurationResult.ConfigurationFaults;
import io.tidegate.config.ConfigurationResult.Loaded;
import io.tidegate.http.Certificates;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// May two servers have the same secret?
class SharedSecretsTest {
    private static final Environment ENVIRONMENT = new Environment(
            Map.of("ONE", "planted-secret", "OTHER", "another-secret"),
            ConfigurationFileTest.ENVIRONMENT.knownDataTypes());

    private static final String TWO = """
            servers:
              crm: { url: https://crm.example.com/mcp, credential: "%s" }
              wiki: { run: [wiki], environment: { TOKEN: "%s" } }
            """;

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void writesFiles() throws Exception {
        Files.writeString(folder.resolve("secret"), "planted-secret\n");
    }

    private ConfigurationResult read(String yaml) {
        return ConfigurationFile.read(
                folder.resolve("tidegate.yaml"), yaml.getBytes(StandardCharsets.UTF_8), ENVIRONMENT);
    }

    private static String words(List<Fault> faults) {
        return faults.stream().map(Fault::toString).collect(Collectors.joining("\n"));
    }

    private String faults(String yaml) {
        return read(yaml) instanceof ConfigurationFaults(var faults, var _) ? words(faults) : "loaded";
    }

    private String remarks(String yaml) {
        return read(yaml) instanceof Loaded(var configuration, var _) ? words(configuration.remarks()) : "not loaded";
    }

    @Test
    void warnsOfFilesThatSayNothingOfSharing() {
        assertThat(remarks(TWO.formatted("${env:ONE}", "${env:ONE}")))
                .contains(
                        "tidegate.yaml:3",
                        "servers.wiki.environment.TOKEN",
                        "`servers.crm.credential`",
                        "secrets.shared")
                .doesNotContain("planted");
        assertThat(remarks(TWO.formatted("${env:ONE}", "${env:OTHER}"))).isEmpty();
    }

    @Test
    void findsOneSecretBehindTwoReferences() {
        assertThat(remarks(TWO.formatted("${env:ONE}", "${file:secret}"))).contains("servers.crm.credential");
        assertThat(remarks(TWO.formatted("${vault:kv/a#b}", "${vault:kv/a#b}")))
                .as("asked of nobody, it is the same secret by its name")
                .contains("servers.crm.credential");
        assertThat(remarks(TWO.formatted("${vault:kv/a#b}", "${vault:kv/a#c}"))).isEmpty();
        assertThat(remarks(TWO.formatted("${file:missing}", "${file:missing}")))
                .as("a secret that is not there")
                .contains("servers.crm.credential");
    }

    @Test
    void refusesWhatTheFileDoesNotAllow() {
        String none = "secrets: { shared: [] }\n";
        assertThat(faults(none + TWO.formatted("${env:ONE}", "${file:secret}")))
                .contains("tidegate.yaml:4", "servers.wiki.environment.TOKEN", "`servers.crm.credential`")
                .doesNotContain("planted");
        assertThat(faults(none + TWO.formatted("${env:ONE}", "${env:OTHER}"))).isEqualTo("loaded");
    }

    @Test
    void takesWhatTheFileAllows() {
        String shared = "secrets: { shared: [[crm, wiki]] }\n" + TWO.formatted("${env:ONE}", "${env:ONE}");
        assertThat(faults(shared)).isEqualTo("loaded");
        assertThat(remarks(shared)).isEmpty();
        String third = "  blog: { run: [blog], environment: { TOKEN: \"${env:ONE}\" } }\n";
        assertThat(faults(shared + third)).contains("servers.blog.environment.TOKEN", "`servers.crm.credential`");
        assertThat(faults("secrets: { shared: [[crm, wikki]] }\n" + TWO.formatted("${env:ONE}", "${env:OTHER}")))
                .contains("`wikki` is not a server here", "wiki");
    }

    @Test
    void letsOneServerUseASecretTwice() {
        String twice = """
                secrets: { shared: [] }
                servers:
                  crm: { url: https://crm.example.com/mcp, credential: "${env:ONE}", headers: { X-Key: "${env:ONE}" } }
                """;
        assertThat(faults(twice)).isEqualTo("loaded");
    }

    @Test
    void findsOneKeyBehindTwoCertificatesThatAreShownInTls() throws Exception {
        Certificates.make(folder, "EC", "client").write(folder.resolve("a.pem"), folder.resolve("a.key"));
        Certificates.make(folder, "EC", "client").write(folder.resolve("b.pem"), folder.resolve("b.key"));
        Files.copy(folder.resolve("a.pem"), folder.resolve("copy.pem"));
        Files.writeString(folder.resolve("copy.key"), "a copy\n" + Files.readString(folder.resolve("a.key")));
        String none = "secrets: { shared: [] }\n";
        for (String same : List.of("a", "copy")) {
            assertThat(faults(none + shown(same)))
                    .contains("servers.wiki.tls.key is the same secret as `servers.crm.tls.key`");
            assertThat(remarks(shown(same))).contains("servers.wiki.tls.key");
            assertThat(faults("secrets: { shared: [[crm, wiki]] }\n" + shown(same)))
                    .isEqualTo("loaded");
        }
        assertThat(faults(none + shown("b"))).isEqualTo("loaded");
    }

    private static String shown(String other) {
        return """
                servers:
                  crm: { url: https://crm.example.com/mcp, tls: { certificate: a.pem, key: a.key } }
                  wiki: { url: https://wiki.example.com/mcp, tls: { certificate: %1$s.pem, key: %1$s.key } }
                """.formatted(other);
    }
}
