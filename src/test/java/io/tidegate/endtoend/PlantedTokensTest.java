package io.tidegate.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import io.tidegate.cli.Browser;
import io.tidegate.cli.OauthPeer;
import io.tidegate.identity.TestProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Are the secrets of OAuth found nowhere after a run: those of users' grants, of the gateway as a client and as a
/// workload, of the sign-in on its pages, of identity assertions, and of those who ask its own token endpoint? Each is
/// used first, and told in an error.
///
/// `PlantedSecretsTest` looks for all others.
@Tag("end-to-end")
@Timeout(240)
class PlantedTokensTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern PAGE = Pattern.compile("http://[0-9.:]+/consent/[A-Za-z0-9_-]+");
    private static final Pattern ADMIN = Pattern.compile("admin (http://127\\.0\\.0\\.1:\\d+)");
    private static final String JAG = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    private static final String CODE = "zqplanted-code-4730";
    private static final String REFRESH = "zqplanted-refresh-4731";
    private static final String GRANTED = "zqplanted-granted-4732";
    private static final String CONSENT = "zqplanted-consent-4733";
    private static final String PAGES = "zqplanted-pages-4734";
    private static final String WORKLOAD = "zqplanted-workload-4735";
    private static final String SSO = "zqplanted-sso-4736";
    private static final String WIKI = "zqplanted-wiki-4737";
    private static final String ASSERTED = "eyJ0eXAiOiJvYXV0aC1pZC1qYWcrand0IiwiYWxnIjoiRVMyNTYifQ.e30.zqplanted4738";
    private static final String EDITOR = "zqplanted-editor-4739";
    private static final String WRONG = "zqplanted-wrong-4740";

    @TempDir
    private Path folder = Path.of("");

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<String> answers = new ArrayList<>();
    private final List<String> secrets = new ArrayList<>(
            List.of(CODE, REFRESH, GRANTED, CONSENT, PAGES, WORKLOAD, SSO, WIKI, ASSERTED, EDITOR, WRONG));

    /// What is shown once and of no use after it.
    private final List<String> passing = new ArrayList<>(List.of(CODE, WRONG));

    private String site = "";
    private OauthPeer issuer; // of the users' tokens; has the keys of the enterprise too
    private OauthPeer crm;
    private OauthPeer signed;
    private OauthPeer build;
    private OauthPeer wiki;
    private OauthPeer sso;

    @BeforeEach
    void start() throws IOException {
        issuer = OauthPeer.start();
        crm = OauthPeer.start();
        signed = OauthPeer.start();
        build = OauthPeer.start();
        wiki = OauthPeer.start();
        sso = OauthPeer.start();
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            site = "http://127.0.0.1:" + free.getLocalPort();
        }
        issuer.publishes(new TestProvider().keys());
        issuer.writes(_ -> token());
        issuer.gives(CODE, REFRESH, 300);
        crm.gives(CODE, REFRESH, 1); // so that it is refreshed
        crm.writes(_ -> GRANTED + UUID.randomUUID());
        signed.describes("token_endpoint_auth_methods_supported", "[\"private_key_jwt\"]");
        sso.answers(_ -> Optional.of("{\"access_token\": \"" + ASSERTED + "\", \"token_type\": \"N_A\","
                + " \"issued_token_type\": \"urn:ietf:params:oauth:token-type:id-jag\", \"expires_in\": 300}"));
    }

    @AfterEach
    void stop() {
        client.close();
        List.of(issuer, crm, signed, build, wiki, sso).forEach(OauthPeer::close);
    }

    private static long now() {
        return InstantSource.system().instant().getEpochSecond();
    }

    /// Of ada, of the issuer of users.
    private String token() {
        Map<String, Object> claims = TestProvider.claims();
        claims.put("iss", issuer.site());
        claims.put("sub", "ada");
        claims.put("aud", List.of(site + "/mcp"));
        claims.put("jti", UUID.randomUUID().toString());
        claims.put("iat", now());
        claims.put("exp", now() + 300);
        String token = TestProvider.rs256(claims);
        remember(token);
        return token;
    }

    /// Of ada, of the enterprise, for the gateway's own token endpoint.
    private String assertion() {
        String assertion = TestProvider.signed(
                "{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"typ\":\"oauth-id-jag+jwt\"}",
                TestProvider.json(Map.of(
                        "iss",
                        TestProvider.ISSUER,
                        "sub",
                        "ada",
                        "aud",
                        site,
                        "client_id",
                        "editor",
                        "jti",
                        UUID.randomUUID().toString(),
                        "resource",
                        site + "/mcp",
                        "iat",
                        now(),
                        "exp",
                        now() + 300)),
                JWSAlgorithm.RS256,
                TestProvider.RSA);
        remember(assertion);
        passing.add(signature(assertion));
        return assertion;
    }

    /// What makes it worth something; so it is found in parts of it too.
    private static String signature(String token) {
        return token.substring(token.lastIndexOf('.') + 1);
    }

    private void remember(String token) {
        secrets.add(signature(token));
    }

    private String key() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        String body = Base64.getEncoder()
                .encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
        secrets.add(body.substring(body.length() - 40)); // what is before it, all such keys have
        return "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n";
    }

    private String yaml() {
        return """
                listen: %s
                public-url: %s
                admin: { listen: 127.0.0.1:0 }
                policy: test.cedar
                state: state
                log: { level: debug }
                identity:
                  issuers:
                    - issuer: %s
                      jwks: %s/keys
                      sign-in: { client-id: pages, client-secret: "${env:PAGES}" }
                  token-endpoint:
                    issuers: [ { issuer: "%s", jwks: "%s/keys" } ]
                    clients: { editor: { secret: "${env:EDITOR}" } }
                servers:
                  crm:
                    url: %s
                    authorization: { grant: authorization-code, issuer: "%s", client-id: tidegate, client-secret: "${env:CONSENT}" }
                  signed:
                    url: %s
                    authorization: { grant: client-credentials, issuer: "%s", client-id: tidegate, client-key: "${file:client.key}" }
                  build:
                    url: %s
                    authorization: { grant: jwt-bearer, issuer: "%s", client-id: tidegate, assertion: "${file:workload}" }
                  wiki:
                    url: %s
                    authorization:
                      { grant: id-jag, issuer: "%s", client-id: tidegate, client-secret: "${env:WIKI}",
                        identity-provider: { issuer: "%s", client-id: at-sso, client-secret: "${env:SSO}" } }
                """.formatted(
                        site.replace("http://", ""),
                        site,
                        issuer.site(),
                        issuer.site(),
                        TestProvider.ISSUER,
                        issuer.site(),
                        crm.url(),
                        crm.site(),
                        signed.url(),
                        signed.site(),
                        build.url(),
                        build.site(),
                        wiki.url(),
                        wiki.site(),
                        sso.site());
    }

    private String send(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return answer.headers().map() + answer.body();
    }

    private String call(String tool, String token) throws Exception {
        String body = """
                {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "%s", "arguments": {}, "_meta": {
                 "io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {}}}}""".formatted(tool);
        answers.add(send(HttpRequest.newBuilder(URI.create(site + "/mcp"))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", "tools/call")
                .header("Mcp-Name", tool)
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.ofString(body))));
        return answers.getLast();
    }

    private String exchange(String secret, String assertion) throws Exception {
        String form = "grant_type=" + URLEncoder.encode(JAG, StandardCharsets.UTF_8) + "&assertion=" + assertion;
        String pair = "editor:" + secret;
        return send(HttpRequest.newBuilder(URI.create(site + "/oauth/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII)))
                .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    private void verb(Map<String, String> environment, String... words) {
        try (RunningProgram program = RunningProgram.start(folder, environment, Gateway.command(words))) {
            int code = program.awaitEnd(LIMIT);
            answers.add(String.join("\n", program.output()) + String.join("\n", program.errors()));
            assertThat(code).as(program.describe()).isLessThan(3);
        }
    }

    /// Signs in at the users' issuer, agrees, and comes back.
    private void agrees(String token) throws Exception {
        Matcher page = PAGE.matcher(call("crm__tidegate_sign_in", token));
        assertThat(page.find()).as(answers.getLast()).isTrue();
        try (Browser browser = new Browser()) {
            URI first = URI.create(page.group());
            URI there = Browser.location(browser.post(first, Browser.form(browser.get(first), "")));
            HttpResponse<String> on = browser.get(Browser.location(browser.get(there)));
            URI back = Browser.location(browser.get(Browser.location(on)));
            answers.add(on.headers().map() + on.body());
            HttpResponse<String> wrong = browser.get(URI.create(back + "x")); // another issuer: refused
            assertThat(wrong.statusCode()).isGreaterThanOrEqualTo(400);
            answers.add(wrong.headers().map() + wrong.body());
            assertThat(call("crm__tidegate_sign_in", token)).contains("needs the user to sign in");
        }
        Matcher again = PAGE.matcher(answers.getLast());
        assertThat(again.find()).isTrue();
        try (Browser browser = new Browser()) {
            URI second = URI.create(again.group());
            URI there = Browser.location(browser.post(second, Browser.form(browser.get(second), "")));
            URI consent = Browser.location(browser.get(Browser.location(browser.get(there))));
            HttpResponse<String> done = browser.get(Browser.location(browser.get(consent)));
            assertThat(done.body()).contains("can use crm for ada");
            answers.add(done.headers().map() + done.body());
        }
    }

    private void usesAll(String token) throws Exception {
        agrees(token);
        Awaitility.await().atMost(LIMIT).until(() -> call("crm__read", token).contains("for a user with"));
        Awaitility.await()
                .atMost(LIMIT)
                .until(() -> call("crm__read", token).contains("for a user with")
                        && crm.heard().toString().contains("grant_type=refresh_token"));
        assertThat(call("signed__read", token)).contains("for the service");
        assertThat(call("build__read", token)).contains("who is asserted by"); // it is of the server, which echoes
        answers.removeLast();
        assertThat(call("wiki__read", token)).contains("who is asserted by");
        answers.removeLast();
        String basic = Base64.getEncoder().encodeToString(("tidegate:" + CONSENT).getBytes(StandardCharsets.US_ASCII));
        assertThat(crm.heard().toString()).contains(basic, CODE, REFRESH, "Bearer " + GRANTED);
        assertThat(build.heard().toString()).contains(WORKLOAD);
        assertThat(wiki.heard().toString()).contains(ASSERTED);
        assertThat(sso.heard().toString()).contains(signature(token));
        secrets.add(basic);
        Matcher own = Pattern.compile("client_assertion=([^,}]+)")
                .matcher(signed.heard().toString());
        assertThat(own.find()).as("the key is used").isTrue();
        remember(own.group(1));
    }

    /// What comes to the gateway's own token endpoint, right and wrong.
    private void exchanges() throws Exception {
        String assertion = assertion();
        Matcher given = Pattern.compile("\"access_token\":\\s*\"([^\"]+)\"").matcher(exchange(EDITOR, assertion));
        assertThat(given.find()).isTrue();
        secrets.add(given.group(1));
        assertThat(call("signed__read", given.group(1))).contains("for the service");
        call("signed__read", given.group(1) + "x");
        for (String wrong : List.of(
                exchange(EDITOR, assertion),
                exchange(WRONG, assertion()),
                exchange(EDITOR, assertion() + "x"),
                exchange(EDITOR, WRONG))) {
            assertThat(wrong).contains("\"error\"");
            answers.add(wrong);
        }
    }

    /// Issuers that repeat what they were told, in errors.
    private void failures(String token) throws Exception {
        for (OauthPeer peer : List.of(crm, signed, build, wiki)) {
            peer.answers(form -> Optional.of("{\"error\": \"invalid_grant\", \"error_description\": "
                    + TestProvider.json(form.toString() + WIKI + CONSENT) + "}"));
        }
        crm.gives(CODE, REFRESH, 1);
        Awaitility.await().atMost(LIMIT).until(() -> !call("crm__read", token).contains("for a user with"));
    }

    @Test
    void areFoundNowhere() throws Exception {
        Files.writeString(folder.resolve("test.cedar"), "permit (principal, action, resource);\n");
        Files.writeString(folder.resolve("workload"), WORKLOAD);
        Files.writeString(folder.resolve("client.key"), key());
        Path file = Files.writeString(folder.resolve("tidegate.yaml"), yaml());
        Map<String, String> environment =
                Map.of("PAGES", PAGES, "EDITOR", EDITOR, "CONSENT", CONSENT, "WIKI", WIKI, "SSO", SSO);
        try (RunningProgram gateway =
                RunningProgram.start(folder, environment, Gateway.command("serve", file.toString()))) {
            String admin = gateway.awaitError(ADMIN, LIMIT).group(1);
            for (String server : List.of("signed", "build", "wiki")) {
                gateway.awaitError(Pattern.compile("server " + server + " is ready"), LIMIT);
            }
            String token = token();
            usesAll(token);
            exchanges();
            verb(environment, "grants", "list", "--config", file.toString());
            assertThat(answers.getLast()).contains("crm", "ada");
            verb(environment, "doctor", file.toString());
            failures(token);
            verb(environment, "rotate", "signed", "--config", file.toString());
            verb(environment, "doctor", file.toString());
            verb(environment, "trail", "show", "--config", file.toString());
            Files.writeString(file, yaml() + "nonsense: ${env:PAGES}\n");
            gateway.awaitError(Pattern.compile("nothing was changed"), LIMIT);
            for (String path : List.of("/health/ready", "/metrics")) {
                answers.add(send(HttpRequest.newBuilder(URI.create(admin + path))));
            }
            assertThat(Planted.found(secrets, Planted.commandLines(gateway)))
                    .as("on command lines")
                    .isEmpty();
            assertThat(Planted.inHeap(gateway, folder, List.of(EDITOR)))
                    .as("what is in use, so this looks well")
                    .containsExactly(EDITOR);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofSeconds(5))
                    .untilAsserted(() -> assertThat(Planted.inHeap(gateway, folder, passing))
                            .as("in the heap, of what was shown once")
                            .isEmpty());
            gateway.stop();
            assertThat(Planted.found(
                            secrets, String.join("\n", gateway.errors()) + String.join("\n", gateway.output())))
                    .as("in the log")
                    .isEmpty();
        }
        assertThat(Planted.found(secrets, String.join("\n", answers)))
                .as("in answers")
                .isEmpty();
        String kept = Planted.files(folder.resolve("state"));
        assertThat(kept).contains("grant-made", "token-given", "assertion-replayed", "wrong-client");
        assertThat(Planted.found(secrets, kept))
                .as("in the trail and the state")
                .isEmpty();
    }
}
