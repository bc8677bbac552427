package io.tidegate.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Are tenants named without doubt, and is a tenant's file read with what the host has for all?
class TenantsShapeTest {
    @TempDir
    private Path folder;

    private ConfigurationResult read(String yaml) {
        return ConfigurationFile.read(
                folder.resolve("tidegate.yaml"),
                yaml.getBytes(StandardCharsets.UTF_8),
                ConfigurationFileTest.ENVIRONMENT);
    }

    private String faults(String yaml) {
        return read(yaml) instanceof ConfigurationResult.ConfigurationFaults(List<Fault> faults, var _)
                ? faults.toString()
                : "none";
    }

    private Configuration host(String yaml) {
        return ((ConfigurationResult.Loaded) read(yaml)).configuration();
    }

    private ConfigurationResult tenant(Configuration host, String yaml) throws Exception {
        Tenant tenant = host.tenants().values().iterator().next();
        Files.writeString(tenant.file(), yaml);
        return ConfigurationFile.load(tenant, host, ConfigurationFileTest.ENVIRONMENT);
    }

    @Test
    void eachHasItsOwnFileAndNames() {
        assertThat(faults("tenants: { a: { configuration: a.yaml }, b: { configuration: ./x/../a.yaml } }"))
                .contains("tenants.b.configuration is the same as that of tenant `a`");
        assertThat(faults("tenants: { a: { configuration: a.yaml, host: a.example }, b: { configuration: b.yaml,"
                        + " host: A.Example } }"))
                .contains("tenants.b.host is the same as that of tenant `a`");
        for (String own : List.of(
                "allowed-hosts: [\"a.example:8443\"]\n", "public-url: https://a.example\n", "listen: a.example:0\n")) {
            assertThat(faults(own + "tenants: { a: { configuration: a.yaml, host: a.example } }"))
                    .contains("tenants.a.host is the same as that of the host");
        }
        assertThat(faults("tenants: { a: { configuration: a.yaml, host: localhost } }"))
                .contains("tenants.a.host is the same as that of the host");
        assertThat(faults("tenants: { default: { configuration: a.yaml } }"))
                .contains("tenants.default is the name of the host itself");
        assertThat(faults("tenants: { A: { configuration: a.yaml } }")).contains("a name: small letters");
        assertThat(faults("tenants: { a: {} }")).contains("tenants.a needs `configuration`");
        assertThat(faults("tenants: { a: { configuration: a.yaml, host: \"a.example:1\" } }"))
                .contains("a host name without a port");
    }

    @Test
    void nodesDoNotLoseWhatIsATenants() {
        assertThat(faults("cluster: { node: a, nodes: { a: \"http://127.0.0.1:1\", b: \"http://127.0.0.1:2\" } }\n"
                        + "tenants: { a: { configuration: a.yaml } }"))
                .contains("cluster stands beside `tenants`");
    }

    @Test
    void aTenantHasWhatTheHostHasForAll() throws Exception {
        Configuration host = host("""
                listen: 127.0.0.1:1
                admin: { listen: 127.0.0.1:2 }
                allowed-hosts: [gw.example]
                public-url: https://gw.example
                tenants: { a: { configuration: a.yaml } }
                """);
        assertThat(tenant(host, "allowed-hosts: [a.example]\nidentity: { anonymous: allowed }\n"))
                .isInstanceOfSatisfying(ConfigurationResult.Loaded.class, loaded -> {
                    Configuration a = loaded.configuration();
                    assertThat(a.listen()).isEqualTo(host.listen());
                    assertThat(a.adminListen()).isEqualTo(host.adminListen());
                    assertThat(a.allowedHosts()).containsExactly("gw.example", "a.example");
                    assertThat(a.publicUrl()).isEmpty();
                    assertThat(a.tenancy().orElseThrow().site()).isEqualTo(host.publicUrl());
                    assertThat(a.state()).isEqualTo(folder.resolve(".tidegate-a"));
                    assertThat(a.trail().directory()).isEqualTo(folder.resolve(".tidegate-a/trail"));
                });
    }

    @Test
    void whatNeedsTheListenerIsJudgedByTheHosts() throws Exception {
        Configuration host = host("tenants: { a: { configuration: a.yaml } }\n");
        Files.writeString(
                folder.resolve("ca.pem"), io.tidegate.http.Authority.named("ca").pem());
        assertThat(tenant(host, "identity: { certificates: { authorities: ca.pem, user: uri } }\n")
                        .toString())
                .contains("is not taken without `tls`");
        Configuration open = host("listen: 127.0.0.1:1\ntenants: { a: { configuration: a.yaml } }\n");
        assertThat(tenant(open, "listen: 127.0.0.1:3\n").toString()).contains("is not taken in a tenant's file");
    }

    /// Its issuer would be the host's: what one takes or gives out the other would take.
    @Test
    void aTenantThatGivesOutTokensHasAHostOfItsOwn() throws Exception {
        Files.writeString(folder.resolve("client.secret"), "a secret that is long enough");
        String gives = """
                identity:
                  token-endpoint:
                    issuers: [{ issuer: "https://sso.example" }]
                    clients: { editor: { secret: "${file:client.secret}" } }
                """;
        Configuration host = host("""
                public-url: https://gw.example
                tenants: { a: { configuration: a.yaml }, b: { configuration: b.yaml, host: b.example } }
                """);
        assertThat(tenant(host, gives).toString()).contains("needs a host name that is this tenant's alone");
        assertThat(tenant(host, "public-url: https://gw.example\n" + gives).toString())
                .contains("needs a host name that is this tenant's alone");
    }
}
