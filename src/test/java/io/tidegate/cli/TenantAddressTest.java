package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.identity.TestProvider;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// May two tenants say that they are reached at one address? Tokens are made for addresses: no.
@Timeout(120)
class TenantAddressTest extends TenantsFixture {
    private static final String SAME = "`public-url` is also that of ";

    private void place(String name, String site) throws Exception {
        write(name, site + identity(TestProvider.ISSUER) + server(name));
    }

    private void start(String host) throws Exception {
        started.close();
        started = Started.in(folder, host);
    }

    private String doctor() {
        return Ran.of("doctor", folder.resolve("tidegate.yaml").toString()).out();
    }

    @Test
    void theSecondIsNotServed() throws Exception {
        place("acme", "public-url: https://a.gateway.example\n");
        place("beta", "public-url: https://A.gateway.example\n");
        start("identity: { api-keys: allowed }\n" + tenants("acme", "beta"));
        assertThat(troubles("acme") + troubles("beta")).contains(SAME + "another tenant");
        assertThat(started.gateway().tenants().gateway("acme").isPresent()
                        && started.gateway().tenants().gateway("beta").isPresent())
                .isFalse();
        assertThat(doctor()).contains("fail", SAME + "another tenant");

        place("beta", "public-url: https://b.gateway.example\n");
        await("acme", true);
        await("beta", true);
        place("beta", "public-url: https://a.gateway.example\n");
        Awaitility.await()
                .untilAsserted(() -> assertThat(trail("beta").toString()).contains("configuration-refused"));
        assertThat(troubles("acme")).isEqualTo("[]");
        assertThat(doctor()).contains(SAME);
    }

    @Test
    void theHostsIsTakenToo() throws Exception {
        place("acme", "public-url: https://gateway.example\n");
        start("identity: { api-keys: allowed }\npublic-url: https://gateway.example\n" + tenants("acme"));
        assertThat(troubles("acme")).contains(SAME + "the host");
    }

    @Test
    void aPathTellsThemApart() throws Exception {
        place("acme", "public-url: https://gateway.example\n");
        place("beta", "public-url: https://gateway.example\n");
        start("""
                identity: { api-keys: allowed }
                public-url: https://gateway.example
                tenants:
                  acme: { configuration: acme/tenant.yaml }
                  beta: { configuration: beta/tenant.yaml }
                """);
        await("acme", true);
        await("beta", true);
    }
}
