package io.tidegate.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.config.ConfigurationResult.ConfigurationFaults;
import io.tidegate.config.ConfigurationResult.Loaded;
import io.tidegate.limit.Rate;
import io.tidegate.secret.Purpose;
import io.tidegate.secret.Secret;
import io.tidegate.secret.Setting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationFileTest {
    static final Environment ENVIRONMENT =
            new Environment(Map.of("CRM_TOKEN", "crm-secret", "LINES", "a\nb", "BLANK", "a "), Known.dataTypes());

    @TempDir
    Path folder;

    @BeforeEach
    void writesWhatIsReferredTo() throws IOException {
        Files.createDirectory(folder.resolve("policies"));
        Files.writeString(folder.resolve("secret"), "file-secret\n");
        Files.writeString(folder.resolve("cert.pem"), "");
        Files.writeString(folder.resolve("key.pem"), "");
    }

    private ConfigurationResult read(String yaml) {
        return ConfigurationFile.read(
                folder.resolve("tidegate.yaml"), yaml.getBytes(StandardCharsets.UTF_8), ENVIRONMENT);
    }

    private Configuration loaded(String yaml) {
        return switch (read(yaml)) {
            case Loaded(Configuration configuration, List<Path> _) -> configuration;
            case ConfigurationFaults faults -> throw new AssertionError(faults.faults());
        };
    }

    private String faults(String yaml) {
        return switch (read(yaml)) {
            case Loaded _ -> "loaded";
            case ConfigurationFaults faults ->
                faults.faults().stream().map(Fault::toString).collect(Collectors.joining("\n"));
        };
    }

    @Test
    void refusesWhatIsNoFile() {
        ConfigurationResult result = ConfigurationFile.load(Path.of("/dev/null"), ENVIRONMENT);
        assertThat(result).isInstanceOfSatisfying(ConfigurationFaults.class, faults -> assertThat(faults.faults())
                .singleElement()
                .asString()
                .contains("not a file"));
    }

    @Test
    void aWordOfACommandMayBeAsLongAsAClassPath() {
        String server = "servers: { own: { run: [java, -cp, \"%s\"] } }\n";
        assertThat(loaded(server.formatted("lib/a.jar:".repeat(6_000))).servers())
                .containsKey("own");
        assertThat(faults(server.formatted("lib/a.jar:".repeat(7_000))))
                .contains("must be text of at most 65,536 characters");
        assertThat(faults("servers: { own: { url: \"https://x.example\", headers: { X-Way: %s } } }\n"
                        .formatted("ab".repeat(5_000))))
                .contains("must be text of at most 8,192 characters, on one line");
    }

    @Test
    void takesAnEmptyFileAsAllDefaults() {
        Configuration configuration = loaded("# nothing\n");
        assertThat(configuration.listen()).isEqualTo(new Endpoint("127.0.0.1", 8420));
        assertThat(configuration.adminListen()).hasToString("127.0.0.1:8421");
        assertThat(configuration.identity().anonymous()).isEqualTo(Access.REFUSED);
        assertThat(configuration.identity().apiKeys()).isEqualTo(Access.ALLOWED);
        assertThat(configuration.policy()).isEmpty();
        assertThat(configuration.data().returned().mask())
                .containsExactly(
                        "email",
                        "payment-card",
                        "iban",
                        "bank-account",
                        "national-id",
                        "passport",
                        "driver-licence",
                        "health-id");
        assertThat(configuration.data().arguments().block()).containsExactly("credential", "private-key");
        assertThat(configuration.limits().callsPerUser()).isEqualTo(new Rate(20, Duration.ofSeconds(1)));
        assertThat(configuration.limits().callsPerTool()).isEmpty();
        assertThat(configuration.limits().requestBytes()).isEqualTo(4 << 20);
        assertThat(configuration.state()).isEqualTo(folder.resolve(".tidegate"));
        assertThat(configuration.trail().directory()).isEqualTo(folder.resolve(".tidegate/trail"));
        assertThat(configuration.traces()).isEmpty();
        assertThat(configuration.digest())
                .hasSize(16)
                .isEqualTo(loaded("# nothing\n").digest());
        assertThat(configuration.digest()).isNotEqualTo(loaded("# something\n").digest());
    }

    @Test
    void readsEverythingItKnows() {
        Configuration configuration = loaded("""
                listen: 0.0.0.0:443
                tls: { certificate: cert.pem, key: key.pem }
                admin: { listen: "[::1]:9000" }
                allowed-hosts: [gateway.example.com]
                allowed-origins: ["https://app.example.com"]
                identity:
                  oidc: { issuer: https://login.example.com/realms/acme, audience: https://mcp.example.com/mcp, algorithms: [EdDSA], clock-skew: 0s }
                servers:
                  zeta:
                    run: [npx, -y, server, "", "${file:secret}"]
                    environment: { MODE: fast, TOKEN: "${env:CRM_TOKEN}" }
                    directory: policies
                    class: files
                    trust: trusted
                    deadline: 5m
                  crm:
                    url: https://crm.internal/mcp
                    credential: "${env:CRM_TOKEN}"
                    headers: { X-Tenant: acme, X-Api-Key: "${file:secret}" }
                    query: { region: eu }
                    era: legacy
                    owner: sales
                profiles:
                  support: { servers: [crm], tools: ["get_*", "crm__find*"] }
                policy: policies
                data:
                  returned: { mask: [phone], alert: [email] }
                limits: { calls-per-tool: 100/m, call-deadline: 500ms }
                trail: { directory: elsewhere, segment-bytes: 64MiB }
                state: /var/lib/tidegate
                log: { format: json, level: debug }
                traces: { endpoint: "http://127.0.0.1:4318" }
                """);
        assertThat(configuration.servers().keySet()).containsExactly("zeta", "crm");
        assertThat(configuration.policy()).containsExactly(folder.resolve("policies"));
        assertThat(configuration.data().returned().mask()).containsExactly("phone");
        assertThat(configuration.data().returned().block()).containsExactly("credential", "private-key");
        assertThat(configuration.trail().directory()).isEqualTo(folder.resolve("elsewhere"));
        assertThat(configuration.state()).isEqualTo(Path.of("/var/lib/tidegate"));
        assertThat(configuration.identity().issuers().getFirst().algorithms())
                .containsExactly(Identity.SigningAlgorithm.EDDSA);
        assertThat(configuration.limits().callsPerTool()).contains(new Rate(100, Duration.ofMinutes(1)));
        assertThat(configuration.toString()).doesNotContain("crm-secret").doesNotContain("file-secret");
    }

    private static Server.Reach reach(Configuration configuration, String server) {
        return Objects.requireNonNull(configuration.servers().get(server)).reach();
    }

    @Test
    void opensSecretsOnlyWhereTheyAreGiven() {
        Configuration configuration = loaded("""
                servers:
                  a: { run: [x, "${file:secret}"], environment: { TOKEN: "${env:CRM_TOKEN}", MODE: fast } }
                  b: { url: https://b.example/mcp, credential: "${env:CRM_TOKEN}" }
                """);
        assertThat(reach(configuration, "a")).isInstanceOfSatisfying(Server.Reach.Run.class, run -> {
            assertThat(run.command()).isEqualTo("x");
            assertThat(run.arguments().getFirst().reveal(Purpose.PROCESS_ARGUMENT))
                    .isEqualTo("file-secret");
            assertThat(run.environment()).containsEntry("MODE", new Setting.Plain("fast"));
        });
        assertThat(reach(configuration, "b")).isInstanceOfSatisfying(Server.Reach.Remote.class, remote -> assertThat(
                        remote.credential().map((Secret secret) -> secret.reveal(Purpose.UPSTREAM_CREDENTIAL)))
                .contains("crm-secret"));
    }

    @Test
    void namesEveryMistakeWithItsLineAndASuggestion() {
        assertThat(faults("""
                lissten: 127.0.0.1:1
                servers:
                  crm:
                    url: https://crm.internal/mcp
                    credentail: x
                    era: modren
                    deadline: 20
                  two: { run: [a], url: https://b.example/ }
                  none: {}
                data:
                  returned:
                    mask: [emial]
                limits: { depth: 100000, request-bytes: 9GiB, calls-per-user: 20 }
                """)).isEqualTo("""
                tidegate.yaml:1: lissten is not a key here; did you mean `listen`?
                tidegate.yaml:5: servers.crm.credentail is not a key here; did you mean `credential`?
                tidegate.yaml:6: servers.crm.era: `modren` is not one of auto, modern, legacy; did you mean `modern`?
                tidegate.yaml:7: servers.crm.deadline: `20` is not a duration from 100ms to 1h, such as `20s` or `5m`
                tidegate.yaml:8: servers.two has both `run` and `url`; give exactly one
                tidegate.yaml:9: servers.none needs `run` or `url`; give exactly one
                tidegate.yaml:12: data.returned.mask: `emial` is not a data type; did you mean `email`? the types: docs/data-types.md
                tidegate.yaml:13: limits.calls-per-user: `20` is not a rate from 1 to 1,000,000 in a second, minute or hour, such as `20/s` or `100/m`
                tidegate.yaml:13: limits.request-bytes: `9GiB` is not a size from 1KiB to 64MiB, such as `64KiB` or `2MiB`
                tidegate.yaml:13: limits.depth: `100000` is not a whole number from 4 to 512""");
    }

    @Test
    void refusesWhatWouldOpenTheGatewayToOthers() {
        assertThat(faults("listen: 0.0.0.0:8420\nidentity:\n  anonymous: allowed\n"))
                .isEqualTo("""
                tidegate.yaml:1: listen: `0.0.0.0:8420` is reachable from other machines, without tls; give `tls`, or listen on 127.0.0.1
                tidegate.yaml:2: identity.anonymous can be `allowed` only where `listen` is loopback; use api-keys or issuers""");
        assertThat(faults("admin: { listen: 0.0.0.0:1 }")).contains("admin.listen must be a loopback address");
        assertThat(faults("listen: 127.0.0.1:8421")).contains("admin has the same address as `listen`");
        assertThat(faults("listen: localhost:0\nidentity: { anonymous: allowed }"))
                .isEqualTo("loaded");
        assertThat(faults("listen: 127.0.0.1.evil.example:80")).contains("without tls");
    }

    @Test
    void takesSecretsOnlyByReference() {
        String faults = faults("""
                servers:
                  a:
                    url: https://a.example/mcp
                    credential: plain-secret
                    headers: { Authorization: plain-secret, X-Note: "ghp_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" }
                    query: { api_key: plain-secret }
                  b:
                    run: [x, "--token=ghp_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"]
                    environment: { DB_PASSWORD: plain-secret, OTHER: "Bearer ${env:CRM_TOKEN}" }
                  c: { url: "https://user:plain-secret@c.example/" }
                  d: { url: "https://d.example/?token=plain-secret" }
                """);
        assertThat(faults.lines()).hasSize(10);
        assertThat(faults).doesNotContain("plain-secret").doesNotContain("ghp_");
        assertThat(faults)
                .contains(
                        "tidegate.yaml:4: servers.a.credential takes secrets only by reference; put it in an environment variable and write ${env:NAME}");
    }

    @Test
    void saysWhichSecretIsMissing() {
        assertThat(faults("""
                servers:
                  a:
                    url: https://a.example/mcp
                    credential: "${env:NONE}"
                    headers: { X-Key: "${file:none}", X-Lines: "${env:LINES}" }
                  b:
                    url: https://b.example/mcp
                    credential: "${env:BLANK}"
                    headers: { X-Blank: "${env:BLANK}", X-Plain: "5 \u20ac" }
                    query: { blank: "${env:BLANK}" }
                """)).isEqualTo("""
                tidegate.yaml:4: servers.a.credential: the environment has no variable `NONE`
                tidegate.yaml:5: servers.a.headers.X-Key: the file `none` does not exist
                tidegate.yaml:5: servers.a.headers.X-Lines points at a value that does not fit on one line
                tidegate.yaml:8: servers.b.credential is no value of a header: it has blanks around it, or letters that are not Latin-1
                tidegate.yaml:9: servers.b.headers.X-Blank is no value of a header: it has blanks around it, or letters that are not Latin-1
                tidegate.yaml:9: servers.b.headers.X-Plain is no value of a header: it has blanks around it, or letters that are not Latin-1""");
    }

    @Test
    void refusesKeysOfTheOtherKindOfServer() {
        assertThat(faults("""
                servers:
                  a: { run: [x], credential: "${env:CRM_TOKEN}", headers: {} }
                  b: { url: https://b.example/, environment: { A: b }, directory: policies }
                  c: { url: http://c.example/ }
                  d: { url: https://d.example/, headers: { Host: x } }
                """)).isEqualTo("""
                tidegate.yaml:2: servers.a.credential is not taken without `url`
                tidegate.yaml:2: servers.a.headers is not taken without `url`
                tidegate.yaml:3: servers.b.environment is not taken without `run`
                tidegate.yaml:3: servers.b.directory is not taken without `run`
                tidegate.yaml:4: servers.c.url is plain http to another machine; use https; http is taken only on loopback
                tidegate.yaml:5: servers.d.headers.Host is a header of the transport; leave it out""");
    }

    @Test
    void refusesProfilesOfUnknownServersEvenBesideOtherMistakes() {
        assertThat(faults("""
                servers: { crm: { url: 5 } }
                profiles: { a: { servers: [cmr] } }
                """))
                .contains("profiles.a.servers: `cmr` is not a server here; did you mean `crm`?")
                .contains("servers.crm.url");
    }

    @Test
    void refusesDataTypesInTwoLists() {
        assertThat(faults("data: { returned: { mask: [email], block: [email] } }"))
                .contains("data.returned.block: `email` is under `mask` too; choose one");
    }

    @Test
    void refusesYamlThatIsNotPlain() {
        assertThat(faults("log: &a { level: info }")).contains("anchors and aliases");
        assertThat(faults("log: *a")).contains("tidegate.yaml:1: ");
        assertThat(faults("log: !!java.net.URL x")).contains("tags");
        assertThat(faults("log: {}\n---\nlog: {}")).contains("more than one document");
        assertThat(faults("log: {}\nstate: a\nlog: {}"))
                .isEqualTo("tidegate.yaml:3: log stands twice; the first is in line 1");
        assertThat(faults("? [a]\n: b")).contains("keys are words");
        assertThat(faults("log:\n\tlevel: info")).contains("tidegate.yaml:2: ");
        assertThat(faults("[".repeat(10_000))).contains("tidegate.yaml:1: ");
        assertThat(faults("- a")).contains("the file is a list, not a mapping");
        assertThat(faults("tls:")).contains("tidegate.yaml:1: tls has no value");
        assertThat(faults("servers: { a: { run: [x], environment: { DEBUG: 1 } } }"))
                .contains("servers.a.environment.DEBUG must be text, not a number; text goes in quotes");
    }

    @Test
    void refusesBytesThatAreNoText() {
        byte[] bytes = "log: {}\nstate: x".getBytes(StandardCharsets.UTF_8);
        bytes[10] = (byte) 0xff;
        assertThat(ConfigurationFile.read(folder.resolve("t.yaml"), bytes, ENVIRONMENT))
                .isInstanceOfSatisfying(ConfigurationFaults.class, faults -> assertThat(
                                faults.faults().getFirst())
                        .hasToString("t.yaml:2: the file is no UTF-8 text"));
        assertThat(ConfigurationFile.read(folder.resolve("t.yaml"), new byte[YamlText.BYTES_MAX + 1], ENVIRONMENT))
                .isInstanceOf(ConfigurationFaults.class);
    }

    @Test
    void showsNoControlCharactersOfTheFile() {
        assertThat(faults("\"\\e[31mred\": 1")).doesNotContain("\u001b");
        assertThat(faults("\"" + "x".repeat(5000) + "\": 1")).hasSizeLessThan(500);
    }

    @Test
    void showsNothingOfAFileThatALinkLeadsTo(@TempDir Path elsewhere) throws IOException {
        Path foreign = Files.writeString(elsewhere.resolve("shadow"), "root:$6$hash: 1\nfoe: bar\n");
        Path link = Files.createSymbolicLink(elsewhere.resolve("a-link"), foreign);
        Path work = Files.createDirectory(elsewhere.resolve("work"));
        Path away = Files.createSymbolicLink(work.resolve("tidegate.yaml"), foreign);
        Environment nothing = new Environment(Map.of(), Environment.DEFAULT_DATA_TYPES);

        assertThat(ConfigurationFile.load(away, nothing)).isInstanceOfSatisfying(ConfigurationFaults.class, wrong -> {
            assertThat(wrong.faults()).hasSize(2);
            assertThat(wrong.faults().toString())
                    .contains("is not shown")
                    .doesNotContain("root")
                    .doesNotContain("foe");
        });
        // Within its folder a link is as good as the file: so clusters put configurations in place.
        assertThat(ConfigurationFile.load(link, nothing))
                .isInstanceOfSatisfying(
                        ConfigurationFaults.class,
                        wrong -> assertThat(wrong.faults().toString()).contains("foe is not a key here"));
    }

    @Test
    void saysThatThereIsNoFile() {
        assertThat(ConfigurationFile.load(folder.resolve("none.yaml"), ENVIRONMENT))
                .isInstanceOfSatisfying(ConfigurationFaults.class, faults -> assertThat(
                                faults.faults().getFirst())
                        .hasToString("none.yaml:1: there is no such file; `tidegate init` writes one"));
    }

    @Test
    void watchesSecretsAndPoliciesToo() {
        assertThat(read("policy: policies\nservers: { a: { run: [x, '${file:secret}'] } }")
                        .watched())
                .containsExactly(folder.resolve("tidegate.yaml"), folder.resolve("secret"), folder.resolve("policies"));
        assertThat(read("servers: { a: { run: [x, '${file:absent}'] } }").watched())
                .contains(folder.resolve("absent"));
    }

    @Test
    void showsToolsByPattern() {
        Profile.Tools tools = new Profile.Tools.Matching(List.of("get_*", "crm__find*", "*_all_*x"));
        assertThat(tools.show("crm", "get_customer")).isTrue();
        assertThat(tools.show("crm", "find_customer")).isTrue();
        assertThat(tools.show("erp", "find_customer")).isFalse();
        assertThat(tools.show("get_", "delete")).isFalse();
        assertThat(tools.show("crm", "do_all_the_x")).isTrue();
        assertThat(tools.show("crm", "do_all_the_xy")).isFalse();
        assertThat(new Profile.Tools.Every().show("a", "b")).isTrue();
    }
}
