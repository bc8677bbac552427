package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.cli.LiveClient.Heard;
import io.tidegate.cli.RawRequest.Answer;
import io.tidegate.identity.TestProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// Do tenants come, change and go by themselves, is each reached where it says, and does none keep another from being
/// served?
@Timeout(120)
class TenantsTest extends TenantsFixture {
    private final CountDownLatch held = new CountDownLatch(1);

    @AfterEach
    void letGo() {
        held.countDown();
    }

    @Override
    String host() {
        return "limits: { connections: 16 }\n" + super.host();
    }

    private void refused(String name, String why) throws Exception {
        Awaitility.await().untilAsserted(() -> {
            JsonNode told = told(name);
            assertThat(told.path("ready").asBoolean()).isFalse();
            assertThat(told.path("reasons").toString()).contains(why);
        });
        assertThat(started.gateway().tenants().gateway(name)).isEmpty();
    }

    private JsonNode told(String name) throws Exception {
        for (JsonNode one :
                MAPPER.readTree(started.admin("/health/ready").body()).path("tenants")) {
            if (one.path("name").asString().equals(name)) {
                return one;
            }
        }
        return MAPPER.createObjectNode();
    }

    @Test
    void aTenantComesAndGoesWhileOthersAreServed() throws Exception {
        String beta = key("beta", "alice");
        LiveClient session = later(LiveClient.stateful(url(BETA), beta, "2025-11-25", "{}"));
        servers.put("gamma", ModernServer.start(ModernServer.tool("echo")));
        prepare("gamma", peer("gamma"));
        write("gamma", settings("gamma"));
        started.reload("identity: { api-keys: allowed }\n" + tenants("beta", "gamma"));
        await("gamma", true);
        await("acme", false);
        assertThat(send(call("/t/gamma/mcp").as(key("gamma", "alice"))).body()).contains("by gamma");
        assertThat(send(call(ACME).as(beta)).status()).isEqualTo(404);
        try (Heard heard = session.call("echo")) {
            assertThat(heard.next().toString()).contains("by beta");
        }
        assertThat(trail("host").toString())
                .contains("tenant-ended\"", "tenant-started")
                .contains("gamma");
        started.reload(super.host());
        await("acme", true);
        assertThat(send(call(ACME).as(key("acme", "alice"))).body()).contains("by acme");
    }

    @Test
    void aTenantsShortFormCountsFromItsStart() throws Exception {
        servers.put("gamma", ModernServer.start(ModernServer.tool("echo")));
        prepare("gamma", peer("gamma"));
        write("gamma", settings("gamma") + "allow: { \"any:user\": [one__echo] }\n");
        Files.writeString(folder.resolve("gamma/own.cedar"), "");
        started.reload("identity: { api-keys: allowed }\n" + tenants("gamma"));
        await("gamma", true);
        assertThat(send(call("/t/gamma/mcp").as(key("gamma", "alice"))).body()).contains("by gamma");
    }

    @Test
    void whoCallsATenantThatGoesGetsTheAnswer() throws Exception {
        peer("acme").answer("tools/call", _ -> {
            ResumedStreamsTest.await(held);
            return "\"result\": {\"resultType\": \"complete\", \"content\": [{\"type\": \"text\", \"text\": \"late\"}]}";
        });
        String key = key("acme", "alice");
        FutureTask<Answer> call = new FutureTask<>(() -> send(call(ACME).as(key)));
        Thread.ofVirtual().start(call);
        Awaitility.await().until(() -> !peer("acme").called().isEmpty());
        started.reload("identity: { api-keys: allowed }\n" + tenants("beta"));
        Awaitility.await().until(() -> send(call(ACME).as(key)).status() == 404);
        held.countDown();
        assertThat(call.get().body()).contains("late");
        await("acme", false);
    }

    @Test
    void aFileIsReadAnewByItselfAndMistakesKeepTheOldOne() throws Exception {
        String acme = key("acme", "alice");
        String host = trail("host").toString();
        write("acme", settings("acme") + "colour: blue\n");
        Awaitility.await().until(() -> trail("acme").getLast().contains("configuration-refused"));
        assertThat(send(call(ACME).as(acme)).body()).contains("by acme");
        write("acme", settings("acme").replace("one:", "two:"));
        Awaitility.await().until(() -> trail("acme").getLast().contains("configuration-loaded"));
        assertThat(send(RawRequest.modern("tools/list", "").to(ACME).as(acme)).body())
                .contains("echo");
        assertThat(tenant("acme").running().configuration().servers()).containsOnlyKeys("two");
        assertThat(tenant("beta").running().configuration().servers()).containsOnlyKeys("one");
        assertThat(trail("host").toString()).isEqualTo(host);
    }

    @Test
    void aBrokenFileKeepsOneTenantAwayUntilItIsRight() throws Exception {
        write("acme", settings("acme") + "colour: blue\n");
        started.close();
        started = Started.in(folder, host());
        refused("acme", "colour is not a key here");
        assertThat(started.admin("/health/ready").statusCode()).isEqualTo(200);
        assertThat(ServeCommand.readyLine(
                        started.gateway(), started.gateway().running().configuration()))
                .contains("tenants: acme (not served), beta");
        assertThat(send(call(BETA).as(key("beta", "alice"))).body()).contains("by beta");
        assertThat(send(call(ACME)).status()).isEqualTo(404);
        assertThat(trail("host").toString()).contains("tenant-not-started");
        write("acme", settings("acme"));
        await("acme", true);
        assertThat(send(call(ACME).as(key("acme", "alice"))).body()).contains("by acme");
    }

    @Test
    void whatTheProcessHasOnceStandsInTheHostsFile() throws Exception {
        for (String line : List.of(
                "listen: 127.0.0.1:1",
                "admin: { listen: 127.0.0.1:2 }",
                "listen-local: { path: s }",
                "log: { level: debug }",
                "traces: { endpoint: \"http://127.0.0.1:1\" }",
                "tenants: {}",
                "limits: { connections: 5 }")) {
            write("gamma", line + "\n");
            Ran ran = Ran.of("doctor", withGamma(), "--tenant", "gamma");
            assertThat(ran.out())
                    .as(line)
                    .contains("is not taken in a tenant's file", line.substring(0, line.indexOf(':')));
        }
    }

    private String withGamma() throws IOException {
        Path file = folder.resolve("gamma-host.yaml");
        Files.writeString(file, """
                policy: test.cedar
                state: g-state
                listen: 127.0.0.1:0
                admin: { listen: 127.0.0.1:0 }
                tenants: { gamma: { configuration: gamma/tenant.yaml } }
                """);
        return file.toString();
    }

    @Test
    void noTwoHaveAFolderInCommon() throws Exception {
        Path link = folder.resolve("link");
        Files.createSymbolicLink(link, folder.resolve("beta"));
        for (String line : List.of(
                "state: ../beta/state",
                "state: ../beta",
                "state: ../beta/state/deeper",
                "state: ../link/state",
                "state: ../BETA/State",
                "state: ../beta/trail",
                "trail: { directory: ../beta/state/keys }",
                "state: ../state",
                "state: ../trail/x")) {
            Path own = Files.createDirectories(folder.resolve("gamma"));
            Files.writeString(own.resolve("tenant.yaml"), line + "\n");
            started.reload("identity: { api-keys: allowed }\n" + tenants("acme", "beta", "gamma"));
            refused("gamma", "give each a `state` and a `trail` of its own");
            started.reload("identity: { api-keys: allowed }\n" + tenants("acme", "beta"));
            Awaitility.await().until(() -> told("gamma").isEmpty());
        }
        assertThat(send(call(BETA).as(key("beta", "alice"))).body()).contains("by beta");
    }

    @Test
    void ofTwoThatWantTheSameFolderNeitherIsServed() throws Exception {
        write("acme", "");
        Files.writeString(folder.resolve("acme/tenant.yaml"), "state: ../both\n");
        Files.writeString(folder.resolve("beta/tenant.yaml"), "state: ../both\n");
        started.close();
        started = Started.in(folder, host());
        refused("acme", "also a folder of another tenant");
        refused("beta", "also a folder of another tenant");
        assertThat(folder.resolve("both")).doesNotExist();
    }

    @Test
    void aCopiedFolderIsNoNewTenant() throws Exception {
        String key = key("acme", "alice");
        started.close();
        copy(folder.resolve("acme"), folder.resolve("gamma"));
        started = Started.in(folder, "identity: { api-keys: allowed }\n" + tenants("acme", "gamma"));
        refused("gamma", "its keys are those of another tenant");
        assertThat(send(call("/t/gamma/mcp").as(key)).status()).isEqualTo(404);
    }

    @Test
    void copiedKeysAreNotTaken() throws Exception {
        copy(
                folder.resolve("acme/state/keys"),
                Files.createDirectories(folder.resolve("gamma/state")).resolve("keys"));
        write("gamma", "");
        started.reload("identity: { api-keys: allowed }\n" + tenants("acme", "beta", "gamma"));
        refused("gamma", "its keys are those of another tenant");
        assertThat(folder.resolve("gamma/trail")).doesNotExist();
        assertThat(send(call(ACME).as(key("acme", "alice"))).body()).contains("by acme");
    }

    private static void copy(Path from, Path to) throws IOException {
        List<Path> files;
        try (var walk = Files.walk(from)) {
            files = walk.toList();
        }
        for (Path file : files) {
            Files.copy(file, to.resolve(from.relativize(file).toString()), StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    @Test
    void eachIsReachedByItsHostNameToo() throws Exception {
        String key = key("acme", "alice");
        int port = started.gateway().address().getPort();
        for (String host : List.of("acme.gateway.example", "ACME.gateway.example:" + port)) {
            assertThat(send(call("/mcp").with("Host", host).as(key)).body()).contains("by acme");
        }
        assertThat(send(call("/mcp").with("Host", "acme.gateway.example")).head())
                .contains("resource_metadata=\"http://acme.gateway.example/.well-known/oauth-protected-resource/mcp\"");
    }

    @Test
    void metadataIsOfTheEndpoint() throws Exception {
        JsonNode byPath = answer(get("/.well-known/oauth-protected-resource/t/acme/mcp"));
        assertThat(byPath.path("resource").asString()).isEqualTo(url(ACME).toString());
        assertThat(byPath.path("authorization_servers").toString()).contains(TestProvider.ISSUER);
        for (String path :
                List.of("/.well-known/oauth-protected-resource", "/.well-known/oauth-protected-resource/mcp")) {
            JsonNode byHost = answer(get(path).with("Host", "acme.gateway.example"));
            assertThat(byHost.path("resource").asString()).isEqualTo("http://acme.gateway.example/mcp");
        }
        assertThat(send(get("/.well-known/oauth-protected-resource/mcp")).status())
                .isEqualTo(404);
        assertThat(send(call(ACME)).head())
                .contains("resource_metadata=\"" + url("/.well-known/oauth-protected-resource/t/acme/mcp") + "\"");
        String token = token(ACME, TestProvider.ISSUER);
        assertThat(send(call(ACME).as(token)).body()).contains("by acme");
        assertThat(send(call("/mcp").with("Host", "acme.gateway.example").as(token))
                        .status())
                .as("another endpoint")
                .isEqualTo(401);
    }

    private static RawRequest get(String path) {
        return new RawRequest("GET", path, List.of(), "");
    }

    @Test
    void theHostsSiteIsThatOfPaths() throws Exception {
        started.reload("public-url: https://gateway.example.com\n" + host());
        Awaitility.await().untilAsserted(() -> assertThat(send(call(ACME)).head())
                .contains("\"https://gateway.example.com/.well-known/oauth-protected-resource/t/acme/mcp\""));
        assertThat(send(call("/mcp").with("Host", "acme.gateway.example")).head())
                .contains("\"http://acme.gateway.example/.well-known/oauth-protected-resource/mcp\"");
    }

    @Test
    void noTenantHasAllConnections() throws Exception {
        peer("acme").answer("tools/call", _ -> {
            ResumedStreamsTest.await(held);
            return "\"result\": {\"resultType\": \"complete\", \"content\": []}";
        });
        write("acme", "limits: { concurrency: 1000, calls-per-user: 1000/s }\n" + settings("acme"));
        Awaitility.await().until(() -> trail("acme").getLast().contains("configuration-loaded"));
        List<FutureTask<Answer>> calls = new ArrayList<>();
        for (int user = 0; user < 14; user++) {
            String key = key("acme", "user-" + user);
            FutureTask<Answer> call = new FutureTask<>(() -> send(call(ACME).as(key)));
            Thread.ofVirtual().start(call);
            calls.add(call);
        }
        // Eight are under way, of 16: the other six were told at once to come back.
        Awaitility.await().until(() -> calls.stream().filter(FutureTask::isDone).count() == 6);
        for (FutureTask<Answer> call : calls) {
            if (call.isDone()) {
                assertThat(call.get().status()).isEqualTo(503);
                assertThat(call.get().head()).contains("Retry-After");
            }
        }
        assertThat(trail("acme").toString()).contains("tenant's share");
        assertThat(send(call(BETA).as(key("beta", "alice"))).body()).contains("by beta");
        held.countDown();
        for (FutureTask<Answer> call : calls) {
            assertThat(call.get().status()).isIn(200, 503);
        }
    }

    @Test
    void noTenantHasAllMemory() throws Exception {
        AtomicInteger reached = new AtomicInteger();
        peer("acme").answer("tools/call", _ -> {
            reached.incrementAndGet();
            ResumedStreamsTest.await(held);
            return "\"result\": {\"resultType\": \"complete\", \"content\": []}";
        });
        RawRequest large = RawRequest.modern(
                        "tools/call", "\"name\": \"echo\", \"arguments\": {" + " ".repeat(3 << 20) + "}")
                .with("Mcp-Name", "echo");
        // What one of them takes while it is under way, and all that there is for requests.
        int all = (int) (Runtime.getRuntime().maxMemory() / 8 / (15 << 20));
        List<FutureTask<Answer>> calls = new ArrayList<>();
        for (int user = 0; user < all; user++) {
            String key = key("acme", "user-" + user);
            FutureTask<Answer> call = new FutureTask<>(() -> send(large.to(ACME).as(key)));
            Thread.ofVirtual().start(call);
            calls.add(call);
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> reached.get()
                                + calls.stream().filter(FutureTask::isDone).count()
                        == all);
        assertThat(reached.get()).isBetween(1, all - 1);
        assertThat(trail("acme").toString()).contains("\"busy\"");
        assertThat(send(large.to(BETA).as(key("beta", "alice"))).body()).contains("by beta");
        held.countDown();
        for (FutureTask<Answer> call : calls) {
            assertThat(call.get().status()).isIn(200, 503);
        }
    }

    @Test
    void aTenantsLimitsAreItsOwn() throws Exception {
        write("acme", "limits: { calls-per-user: 1/m }\n" + settings("acme"));
        Awaitility.await().until(() -> trail("acme").getLast().contains("configuration-loaded"));
        String acme = key("acme", "alice");
        assertThat(send(call(ACME).as(acme)).body()).contains("by acme");
        assertThat(send(call(ACME).as(acme)).body()).contains("too-many-calls");
        String beta = key("beta", "alice");
        for (int call = 0; call < 3; call++) {
            assertThat(send(call(BETA).as(beta)).body()).contains("by beta");
        }
    }

    @Test
    void aClosedProcessLeavesNothingOfATenantRunning() throws Exception {
        TenantGateway acme = tenant("acme");
        started.close();
        assertThat(acme.foundation().trail().writable()).isFalse();
        try (Started again = Started.in(folder, host())) {
            again.gateway().awaitServers(Duration.ofSeconds(10));
            assertThat(again.gateway().tenants().gateway("acme")).isPresent();
        }
    }
}
