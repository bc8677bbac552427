package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.config.ConfigurationResult;
import java.nio.file.Files;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// May two tenants have the same secret? As two servers of one file: they are warned where no file says anything of
/// sharing, and else it takes the host's word.
@Timeout(120)
class TenantSecretsTest extends TenantsFixture {
    private static final String UNASKED = "servers.one.credential is the same secret as";

    private String host(String more) {
        return "identity: { api-keys: allowed }\n" + more + tenants("acme", "beta");
    }

    private void write(String name, String reference, String more) throws Exception {
        write(
                name,
                more
                        + identity(io.tidegate.identity.TestProvider.ISSUER)
                        + "servers: { one: { url: \"%s\", era: modern, credential: \"%s\" } }\n"
                                .formatted(peer(name).url(), reference));
    }

    private void start(String more) throws Exception {
        started.close();
        started = Started.in(folder, host(more));
    }

    /// Both have the same secret, in files of their own.
    private void share() throws Exception {
        for (String name : new String[] {"acme", "beta"}) {
            Files.writeString(folder.resolve(name + "/secret"), "planted-secret\n");
            write(name, "${file:secret}", "");
        }
    }

    private Ran doctor() {
        return Ran.of("doctor", folder.resolve("tidegate.yaml").toString());
    }

    @Test
    void warnsWhereNothingIsSaid() throws Exception {
        share();
        start("");
        await("beta", true);
        assertThat(doctor().out())
                .contains("warn", UNASKED + " `servers.one.credential` of tenant `acme`")
                .contains("[[beta/one, acme/one]]")
                .doesNotContain("planted", "it is not served so");
        Files.writeString(folder.resolve("beta/secret"), "its-own\n");
        assertThat(doctor().out()).doesNotContain("is the same secret");
    }

    @Test
    void oneWordOfTheHostAndItIsRefused() throws Exception {
        share();
        start("secrets: { shared: [] }\n");
        assertThat(troubles("acme")).isEqualTo("[]");
        assertThat(troubles("beta")).contains(UNASKED, "of tenant `acme`").doesNotContain("planted");
        assertThat(doctor().out()).contains("fail", UNASKED);
        Files.writeString(folder.resolve("beta/secret"), "its-own\n");
        await("beta", true);
        assertThat(peer("beta").called()).isEmpty();

        Files.writeString(folder.resolve("acme/secret"), "its-own\n");
        Awaitility.await()
                .untilAsserted(() -> assertThat(trail("acme").toString()).contains("configuration-refused"));
        assertThat(troubles("acme")).as("what was in force still is").isEqualTo("[]");
        assertThat(trail("beta").toString()).doesNotContain("configuration-refused");
    }

    @Test
    void theHostAllowsIt() throws Exception {
        share();
        start("secrets: { shared: [[acme/one, beta/one]] }\n");
        await("beta", true);
        assertThat(doctor().out()).doesNotContain("is the same secret");
        started.reload(host("secrets: { shared: [] }\n"));
        assertThat(troubles("beta")).as("who runs is not ended").isEqualTo("[]");
    }

    @Test
    void aTenantThatAllowsNoneIsHeldToIt() throws Exception {
        share();
        write("beta", "${file:secret}", "secrets: { shared: [] }\n");
        start("");
        assertThat(troubles("beta")).contains(UNASKED);
        write("beta", "${file:secret}", "secrets: { shared: [[acme/one, one]] }\n");
        Awaitility.await()
                .untilAsserted(() -> assertThat(troubles("beta")).contains("`acme/one` is not a server here"));
    }

    @Test
    void aReferenceCountsWhereNothingIsThere() throws Exception {
        write("acme", "${env:TIDEGATE_NOT_THERE}", "");
        write("beta", "${env:TIDEGATE_NOT_THERE}", "");
        start("secrets: { shared: [] }\n");
        assertThat(troubles("beta")).contains(UNASKED);
        write("beta", "${file:missing}", "");
        write("acme", "${file:missing}", "");
        start("secrets: { shared: [] }\n");
        assertThat(troubles("beta")).as("each has a folder of its own").isEqualTo("[]");
        write("acme", "${file:../beta/missing}", "");
        start("secrets: { shared: [] }\n");
        assertThat(troubles("beta")).contains(UNASKED);
    }

    @Test
    void theHostsOwnServersCountToo() throws Exception {
        share();
        Files.writeString(folder.resolve("beta/secret"), "its-own\n");
        String own = "servers: { crm: { url: \"%s\", era: modern, credential: \"${file:acme/secret}\" } }\n"
                .formatted(peer("acme").url());
        start("secrets: { shared: [] }\n" + own);
        assertThat(troubles("acme")).contains(UNASKED + " `servers.crm.credential` of the host");
        assertThat(troubles("beta")).isEqualTo("[]");
        started.reload(host("secrets: { shared: [[crm, acme/one]] }\n" + own));
        await("acme", true);
        Files.writeString(folder.resolve("tidegate.yaml"), "secrets: { shared: [[crm, gamma/one]] }\n" + own);
        assertThat(Started.load(folder)).isInstanceOf(ConfigurationResult.ConfigurationFaults.class);
        assertThat(Started.load(folder).toString()).contains("`gamma/one` is not a server here");
    }
}
