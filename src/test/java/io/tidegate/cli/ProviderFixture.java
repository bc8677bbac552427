package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.tidegate.audit.RecordKind;
import io.tidegate.cli.RawRequest.Answer;
import io.tidegate.identity.TestProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A whole gateway that takes the tokens of one issuer, whose documents it fetches over HTTP, with a server behind it
/// and two endpoints: `/mcp` and `/mcp/other`.
abstract class ProviderFixture {
    static final JsonMapper MAPPER = JsonMapper.builder().build();

    @TempDir
    Path folder = Path.of("");

    final AtomicReference<Duration> later = new AtomicReference<>(Duration.ZERO);
    final InstantSource clock = () -> Instant.now().plus(later.get());
    final TestProvider provider = new TestProvider();
    final AtomicInteger keysAsked = new AtomicInteger();
    HttpServer documents;
    EchoServer echo;
    Started started;

    @BeforeEach
    void start() throws Exception {
        documents = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        documents.createContext("/keys", exchange -> {
            keysAsked.incrementAndGet();
            byte[] body = provider.keys().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        serve(documents);
        documents.start();
        echo = EchoServer.start(List.of("echo", "secret-read"));
        started = Started.in(
                folder, identity(documents.getAddress().getPort()) + """
                servers: { echo: { url: "%s" } }
                """.formatted(echo.url()) + profiles(), clock);
    }

    @AfterEach
    void stop() {
        started.close();
        echo.close();
        documents.stop(0);
    }

    /// The endpoints beside `/mcp`.
    String profiles() {
        return "profiles: { other: { servers: [echo] } }\n";
    }

    /// What else the issuer has.
    void serve(HttpServer documents) {}

    /// Lines of the configuration.
    ///
    /// @param port of the issuer
    abstract String identity(int port);

    Answer send(RawRequest request) throws IOException {
        return request.send(started.gateway().address());
    }

    /// The endpoint's own URL.
    String url(String path) {
        return "http://localhost:" + started.gateway().address().getPort() + path;
    }

    /// The claims of a good token for `/mcp`.
    Map<String, Object> claims() {
        Map<String, Object> claims = TestProvider.claims();
        claims.put("aud", List.of("account", url("/mcp")));
        claims.put("iat", clock.instant().getEpochSecond());
        claims.put("exp", clock.instant().getEpochSecond() + 300);
        return claims;
    }

    Map<String, Object> claims(String name, Object value) {
        Map<String, Object> claims = claims();
        claims.put(name, value);
        return claims;
    }

    /// A token with these scopes.
    String scoped(String scopes) {
        return TestProvider.rs256(claims("scope", scopes));
    }

    /// A call of a tool in the newer era, without a credential.
    static RawRequest call(String tool) {
        return RawRequest.modern("tools/call", "\"name\": \"" + tool + "\", \"arguments\": {}")
                .with("Mcp-Name", tool);
    }

    /// The same in each era, the older one in a session that this token opened.
    List<RawRequest> calls(String tool, String token) throws IOException {
        Answer opened = send(RawRequest.old("initialize", "\"protocolVersion\": \"2025-11-25\", \"capabilities\": {}")
                .as(token));
        assertThat(opened.status()).as(opened.body()).isEqualTo(200);
        return List.of(
                call(tool),
                RawRequest.old("tools/call", "\"name\": \"" + tool + "\", \"arguments\": {}")
                        .with("Mcp-Session-Id", opened.session()));
    }

    /// The last record.
    JsonNode last() throws IOException {
        return MAPPER.readTree(
                started.records(RecordKind.SEALED, RecordKind.REFUSED).getLast());
    }

    /// The values of the header.
    static List<String> header(Answer answer, String name) {
        return answer.head()
                .lines()
                .filter(line -> line.regionMatches(true, 0, name + ": ", 0, name.length() + 2))
                .map(line -> line.substring(name.length() + 2))
                .toList();
    }
}
