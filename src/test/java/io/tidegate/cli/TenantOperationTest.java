package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.RecordKind;
import java.nio.file.Files;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Can operators tell tenants from each other, in verbs, numbers and policies, and is there nothing of them where
/// there are none?
@Timeout(60)
class TenantOperationTest extends TenantsFixture {
    private String config() {
        return folder.resolve("tidegate.yaml").toString();
    }

    @Test
    void policySeesTheTenant() throws Exception {
        Files.writeString(
                folder.resolve("acme/own.cedar"),
                "permit (principal, action, resource) when { principal.tenant == \"beta\" };\n");
        Awaitility.await().until(() -> trail("acme").getLast().contains("configuration-loaded"));
        assertThat(send(call(ACME).as(key("acme", "alice"))).body()).contains("unknown-tool");
    }

    @Test
    void verbsTakeATenant() throws Exception {
        Ran made = Ran.of("keys", "create", "carol", "--config", config(), "--tenant", "acme");
        assertThat(made.code()).isZero();
        String key = made.out().strip();
        Awaitility.await().until(() -> send(call(ACME).as(key)).status() == 200);
        assertThat(send(call(BETA).as(key)).status()).isEqualTo(401);
        assertThat(Ran.of("keys", "list", "--config", config(), "--tenant", "acme")
                        .out())
                .contains("carol");
        assertThat(Ran.of("keys", "list", "--config", config(), "--tenant", "beta")
                        .out())
                .doesNotContain("carol");
        assertThat(Ran.of("keys", "list", "--config", config()).out()).doesNotContain("carol");
        Ran unknown = Ran.of("keys", "list", "--config", config(), "--tenant", "gamma");
        assertThat(unknown.code()).isEqualTo(Exit.COULD_NOT_RUN);
        assertThat(unknown.err()).contains("no tenant `gamma` is configured").contains("acme, beta");
        assertThat(trail("acme").toString()).contains("carol");
        assertThat(Ran.of("trail", "verify", "--config", config(), "--tenant", "acme")
                        .code())
                .isZero();
        assertThat(Ran.of("stop", "add", "user", "carol", "--config", config(), "--tenant", "acme")
                        .code())
                .isZero();
        Awaitility.await().until(() -> send(call(ACME).as(key)).body().contains("stopped"));
        assertThat(Ran.of("rotate", "one", "--config", config(), "--tenant", "beta")
                        .out())
                .contains("rotated");
        assertThat(trail("beta").toString()).contains("server-rotated");
        assertThat(trail("acme").toString()).doesNotContain("server-rotated");
        Ran doctor = Ran.of("doctor", config());
        assertThat(doctor.out()).contains("tenant acme", "its file can be read").contains("tenant beta");
        assertThat(Ran.of("doctor", config(), "--tenant", "acme").out())
                .contains("acme/tenant.yaml")
                .contains("server one");
        String admin = "http://127.0.0.1:" + started.gateway().adminAddress().getPort();
        assertThat(Ran.of("top", "--once", "--admin", admin).out())
                .contains("acme/one")
                .contains("beta/one");
        assertThat(Ran.of("top", "--once", "--admin", admin, "--tenant", "acme").out())
                .contains("acme/one")
                .doesNotContain("beta/one");
        assertThat(Ran.of("top", "--once", "--admin", admin, "--tenant", "gamma")
                        .err())
                .contains("no tenant `gamma`");
    }

    @Test
    void numbersAreOfEachTenant() throws Exception {
        assertThat(send(call(ACME).as(key("acme", "alice"))).body()).contains("by acme");
        String metrics = started.admin("/metrics").body();
        assertThat(metrics)
                .contains("tidegate_calls_total{method=\"tools/call\",outcome=\"released\",tenant=\"acme\"} 1.0")
                .contains("tidegate_calls_total{method=\"tools/call\",outcome=\"released\",tenant=\"beta\"} 0.0")
                .contains("tidegate_calls_total{method=\"tools/call\",outcome=\"released\"} 0.0")
                .contains("tidegate_upstream_up{server=\"one\",tenant=\"acme\"} 1.0")
                .contains("tidegate_ready{tenant=\"beta\"} 1.0")
                .doesNotContain("alice");
        assertThat(metrics.lines().filter(line -> line.equals("# TYPE tidegate_calls_total counter")))
                .as("each name is told of in one place")
                .hasSize(1);
        assertThat(metrics.lines().filter(line -> line.startsWith("jvm_memory_used_bytes")))
                .noneMatch(line -> line.contains("tenant="));
    }

    @Test
    void withoutTenantsNothingIsDifferent() throws Exception {
        Path alone = Files.createDirectories(folder.resolve("alone"));
        try (Started single = Started.in(alone, server("acme"))) {
            assertThat(single.call("echo", "")).contains("by acme");
            assertThat(single.admin("/metrics").body()).doesNotContain("tenant=");
            assertThat(single.admin("/health/ready").body()).doesNotContain("tenants");
            assertThat(Started.records(alone.resolve("trail"), RecordKind.SEALED)
                            .toString())
                    .doesNotContain("tenant");
            assertThat(ServeCommand.readyLine(
                            single.gateway(), single.gateway().running().configuration()))
                    .doesNotContain("tenants");
        }
    }
}
