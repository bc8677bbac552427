package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.tidegate.audit.RecordKind;
import io.tidegate.cli.RawRequest.Answer;
import io.tidegate.identity.TestProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A whole process with two tenants, `acme` and `beta`, whose servers and users have the same names; both take keys,
/// and tokens of the same issuer.
abstract class TenantsFixture {
    static final JsonMapper MAPPER = JsonMapper.builder().build();
    static final String ACME = "/t/acme/mcp";
    static final String BETA = "/t/beta/mcp";

    @TempDir
    Path folder = Path.of("");

    final TestProvider provider = new TestProvider();
    final Map<String, ModernServer> servers = new LinkedHashMap<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    HttpServer documents;
    Started started;

    @BeforeEach
    void start() throws Exception {
        documents = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        documents.createContext("/keys", exchange -> {
            byte[] body = provider.keys().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        documents.start();
        for (String name : List.of("acme", "beta")) {
            ModernServer server = ModernServer.start(ModernServer.tool("echo"));
            prepare(name, server);
            servers.put(name, server);
            write(name, settings(name));
        }
        started = Started.in(folder, host());
        started.gateway().awaitServers(Duration.ofSeconds(10));
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
        started.close();
        servers.values().forEach(ModernServer::close);
        documents.stop(0);
    }

    <T extends AutoCloseable> T later(T closed) {
        open.add(closed);
        return closed;
    }

    /// Lines of the host's file.
    String host() {
        return "identity: { api-keys: allowed }\n" + tenants("acme", "beta");
    }

    static String tenants(String... names) {
        StringBuilder lines = new StringBuilder("tenants:\n");
        for (String name : names) {
            lines.append(
                    "  %s: { configuration: %s/tenant.yaml, host: %s.gateway.example }%n".formatted(name, name, name));
        }
        return lines.toString();
    }

    /// What its server answers.
    void prepare(String name, ModernServer server) {
        server.answer(
                "tools/call",
                _ -> "\"result\": {\"resultType\": \"complete\", \"content\": [{\"type\": \"text\", \"text\": \"by "
                        + name + "\"}]}");
    }

    /// Lines of a tenant's file beside those that say where things are.
    String settings(String name) {
        return identity(TestProvider.ISSUER) + server(name);
    }

    String identity(String issuer) {
        return "identity: { issuers: [ { issuer: \"%s\", jwks: \"http://127.0.0.1:%d/keys\" } ] }%n"
                .formatted(issuer, documents.getAddress().getPort());
    }

    String server(String name) {
        return "servers: { one: { url: \"" + peer(name).url() + "\", era: modern } }\n";
    }

    /// The server behind a tenant.
    ModernServer peer(String name) {
        return Objects.requireNonNull(servers.get(name));
    }

    /// Writes a tenant's file.
    void write(String name, String lines) throws IOException {
        Path own = Files.createDirectories(folder.resolve(name));
        Files.writeString(own.resolve("own.cedar"), Started.OPEN);
        Files.writeString(
                own.resolve("tenant.yaml"), "policy: own.cedar\nstate: state\ntrail: { directory: trail }\n" + lines);
    }

    TenantGateway tenant(String name) {
        return started.gateway().tenants().gateway(name).orElseThrow();
    }

    /// Why a tenant is not served, as its operator is told.
    String troubles(String name) {
        return started.gateway().tenants().told().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow()
                .vitals()
                .obstacles()
                .toString();
    }

    /// Waits until it is served, or is not any more.
    void await(String name, boolean there) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> started.gateway().tenants().gateway(name).isPresent() == there);
        if (there) {
            tenant(name).awaitServers(Duration.ofSeconds(10));
        }
    }

    String key(String name, String user) {
        return tenant(name)
                .foundation()
                .apiKeys()
                .create(user, Set.of(), Duration.ofDays(1))
                .text()
                .reveal();
    }

    URI url(String path) {
        return URI.create("http://localhost:" + started.gateway().address().getPort() + path);
    }

    /// A token of alice for this endpoint.
    String token(String path, String issuer) {
        Map<String, Object> claims = TestProvider.claims();
        claims.put("iss", issuer);
        claims.put("aud", List.of(url(path).toString()));
        claims.put("iat", Instant.now().getEpochSecond());
        claims.put("exp", Instant.now().getEpochSecond() + 300);
        return TestProvider.rs256(claims);
    }

    Answer send(RawRequest request) throws IOException {
        return request.send(started.gateway().address());
    }

    static RawRequest call(String path) {
        return RawRequest.call().to(path);
    }

    JsonNode answer(RawRequest request) throws IOException {
        return MAPPER.readTree(send(request).body());
    }

    /// All that a trail says, oldest first.
    List<String> trail(String name) throws IOException {
        Path own = name.equals("host") ? folder : folder.resolve(name);
        return Started.records(
                own.resolve("trail"), RecordKind.OPENED, RecordKind.SEALED, RecordKind.REFUSED, RecordKind.CHANGE);
    }

    /// The same without what operators change, which is noticed later.
    private List<String> calls(String name) throws IOException {
        List<String> all = new ArrayList<>(trail(name));
        all.removeIf(record -> record.startsWith("{\"what\""));
        return all;
    }

    /// Something to do.
    interface Attack {
        void run() throws Exception;
    }

    /// What is done comes to nothing, as the one trail says and no other, and that one without a word of the others.
    List<String> recordedBy(String name, Attack attack) throws Exception {
        Map<String, Integer> before = new LinkedHashMap<>();
        for (String each : List.of("host", "acme", "beta")) {
            before.put(each, calls(each).size());
        }
        attack.run();
        Awaitility.await()
                .untilAsserted(() -> assertThat(calls(name)).hasSizeGreaterThan(before.getOrDefault(name, 0)));
        for (String each : List.of("host", "acme", "beta")) {
            List<String> all = calls(each);
            if (!each.equals(name)) {
                assertThat(all).as("the trail of " + each).hasSize(before.getOrDefault(each, 0));
            }
        }
        List<String> all = calls(name);
        List<String> fresh = all.subList(before.getOrDefault(name, 0), all.size());
        for (String other : List.of("acme", "beta")) {
            if (!other.equals(name)) {
                assertThat(fresh.toString()).doesNotContain(other);
            }
        }
        return fresh;
    }
}
