package io.tidegate.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.TrailReader;
import io.tidegate.audit.TrailRecord;
import io.tidegate.cli.Browser;
import io.tidegate.endtoend.Gateway.Setup;
import io.tidegate.upstream.HttpPeer;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Does a gateway show a server tokens of a real Keycloak: its own, one in exchange for the caller's, one that the user
/// agreed to in a browser? The server checks whom they are for: it is a second gateway, whose trail says whom it saw.
@Tag("end-to-end")
final class KeycloakUpstreamEndToEndTest {
    private static final String AUDIENCE = "https://gateway.example.com/mcp";
    private static final String TOOLS = """
            {"tools": [{"name": "read", "inputSchema": {"type": "object"}}]}""";
    private static final Pattern PAGE = Pattern.compile("http://[0-9.:]+/consent/[A-Za-z0-9_-]+");
    private static final Pattern LOGIN = Pattern.compile("<form[^>]* action=\"([^\"]+)\"");

    @TempDir
    private Path folder = Path.of("");

    @TempDir
    private Path behind = Path.of("");

    @TempDir
    private Path provider = Path.of("");

    private final HttpClient client = HttpClient.newHttpClient();
    private Keycloak keycloak;
    private HttpPeer peer;
    private Gateway server;
    private Gateway gateway;

    @BeforeEach
    void start() throws Exception {
        keycloak = Keycloak.start(provider, AUDIENCE);
        peer = HttpPeer.modern("{\"tools\":{}}")
                .on("tools/list", turn -> turn.result(TOOLS))
                .on("tools/call", turn -> turn.result("{\"content\": [{\"type\": \"text\", \"text\": \"done\"}]}"));
        String only =
                "{ issuers: [ { issuer: \"%s\", audience: crm, clock-skew: 0s, claims: { user: preferred_username } } ] }"
                        .formatted(keycloak.issuer());
        server =
                Gateway.start(new Setup(Map.of(), Setup.EVERYTHING_ALLOWED, only, "").http("peer", peer.url()), behind);
        server.awaitServer("peer");
        Path secret = Files.writeString(folder.resolve("tidegate.secret"), "tidegate-secret");
        Path pages = Files.writeString(folder.resolve("pages.secret"), "pages-secret");
        String identity = """
                { issuers: [ { issuer: "%s", audience: "%s", claims: { user: preferred_username },
                    sign-in: { client-id: pages, client-secret: "${file:%s}" } } ] }""".formatted(keycloak.issuer(), AUDIENCE, pages);
        String as = "authorization: { grant: %s, issuer: \"%s\", client-id: %s, client-secret: \"${file:%s}\" }";
        Setup setup = new Setup(Map.of(), Setup.EVERYTHING_ALLOWED, identity, "")
                .http("own", server.url())
                .keys("own", as.formatted("client-credentials", keycloak.issuer(), "tidegate", secret))
                .http("exchanged", server.url())
                .keys(
                        "exchanged",
                        as.formatted("token-exchange", keycloak.issuer(), "tidegate", secret)
                                .replace(" }", ", audience: crm }"))
                .http("granted", server.url())
                .keys("granted", as.formatted("authorization-code", keycloak.issuer(), "pages", pages));
        gateway = Gateway.start(setup.more("secrets: { shared: [[own, exchanged]] }"), folder);
    }

    @AfterEach
    void stop() {
        gateway.close();
        server.close();
        peer.close();
        keycloak.close();
        client.close();
    }

    @Test
    void showsTokensOfItsOwnOfTheCallersAndOfTheUsers() throws Exception {
        gateway.awaitServer("own").awaitServer("exchanged");
        String alice = keycloak.tokenOf("alice");
        assertThat(call("own__read", alice)).contains("done");
        assertThat(seen()).as("whom the server saw").contains("service-account-tidegate");
        assertThat(seen()).doesNotContain("\"alice\"");

        assertThat(call("exchanged__read", alice)).contains("done");
        assertThat(seen()).contains("\"alice\"");
        assertThat(call("exchanged__read", keycloak.tokenOf("bob"))).contains("done");
        assertThat(seen()).contains("\"bob\"");

        URI page = page(call("granted__tidegate_sign_in", alice));
        try (Browser another = new Browser()) {
            assertThat(signIn(another, page, "bob").body()).contains("you signed in as another user");
        }
        try (Browser browser = new Browser()) {
            HttpResponse<String> on = signIn(browser, page, "alice");
            HttpResponse<String> agreed = browser.get(Browser.location(on)); // Keycloak knows her: no second form
            assertThat(browser.get(Browser.location(agreed)).body()).contains("can use granted for alice");
        }
        gateway.awaitServer("granted");
        assertThat(call("granted__read", alice)).contains("done");
        assertThat(call("granted__read", keycloak.tokenOf("bob"))).contains("needs the user to sign in");
        assertThat(trail(folder.resolve("trail")))
                .contains("\"as\":\"service\"", "\"as\":\"user\"", "grant-made")
                .doesNotContain(alice, "tidegate-secret", "pages-secret");
        outlivesItsToken(alice);
    }

    /// The grant's refresh token gets another access token before the server takes the first no more.
    private void outlivesItsToken(String alice) throws Exception {
        Instant ended = Instant.now().plus(Keycloak.LIFE_OF_PAGES).plusSeconds(1);
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    boolean over = Instant.now().isAfter(ended);
                    assertThat(call("granted__read", alice)).contains("done");
                    return over;
                });
        assertThat(trail(folder.resolve("trail"))).doesNotContain("grant-void");
    }

    /// From the page by way of Keycloak's own form, as that user, back to the gateway: what it answers.
    private static HttpResponse<String> signIn(Browser browser, URI page, String user) throws Exception {
        URI issuer = Browser.location(browser.post(page, Browser.form(browser.get(page), "")));
        HttpResponse<String> form = browser.get(issuer);
        Matcher action = LOGIN.matcher(form.body());
        assertThat(action.find()).as(form.body()).isTrue();
        HttpResponse<String> sent = browser.post(
                URI.create(action.group(1).replace("&amp;", "&")),
                "username=" + user + "&password=" + URLEncoder.encode("low-water", StandardCharsets.UTF_8));
        return browser.get(Browser.location(sent));
    }

    private static URI page(String text) {
        Matcher page = PAGE.matcher(text);
        assertThat(page.find()).as(text).isTrue();
        return URI.create(page.group());
    }

    private String seen() throws Exception {
        return trail(behind.resolve("trail"));
    }

    private static String trail(Path folder) throws Exception {
        StringBuilder all = new StringBuilder();
        try (TrailReader reader = TrailReader.fromStart(folder)) {
            for (Optional<TrailRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
                all.append(next.get().json()).append('\n');
            }
        }
        return all.toString();
    }

    private String call(String tool, String token) throws Exception {
        return send("tools/call", "\"name\": \"" + tool + "\", \"arguments\": {}, ", token, "Mcp-Name", tool);
    }

    private String send(String method, String params, String token, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(gateway.url())
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", method)
                .POST(BodyPublishers.ofString("""
                        {"jsonrpc": "2.0", "id": 1, "method": "%s", "params": {%s
                         "_meta": {"io.modelcontextprotocol/protocolVersion": "2026-07-28",
                         "io.modelcontextprotocol/clientCapabilities": {}}}}""".formatted(method, params)));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString()).body();
    }
}
