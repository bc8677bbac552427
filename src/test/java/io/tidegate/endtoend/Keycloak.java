package io.tidegate.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.identity.ProofKey;
import java.io.IOException;
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
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/// An authorization server that a test started: Keycloak, on loopback, with a realm `acme` that is in memory only.
///
/// It has the user alice, in the group `support` and with the role `auditor`, the user bob, and a client `editor` that
/// gets tokens for them and for itself. A client `tidegate` may ask about those tokens, get tokens for the servers
/// `crm` for itself, and exchange those that are for it. Users sign in for the client `pages`, and with programs of
/// their own for the public client `mcp-desktop`: tokens of these two live for seconds. No client can register itself.
final class Keycloak implements AutoCloseable {
    private static final Path HOME = Peers.ROOT.resolve("target/keycloak/keycloak-26.7.3");
    private static final Pattern LISTENING = Pattern.compile("Listening on: (http://127\\.0\\.0\\.1:\\d+)");
    private static final Duration START_LIMIT = Duration.ofMinutes(4);

    /// How long tokens live that users get by signing in for `pages`.
    static final Duration LIFE_OF_PAGES = Duration.ofSeconds(10);

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final RunningProgram program;
    private final String address;
    private final HttpClient client = HttpClient.newHttpClient();

    private Keycloak(RunningProgram program, String address) {
        this.program = program;
        this.address = address;
    }

    /// @param audience of the tokens
    static Keycloak start(Path folder, String audience) throws IOException {
        if (!Files.exists(HOME)) {
            throw new AssertionError("`" + HOME + "` is missing; run `./verify keycloak` once");
        }
        Path imported = Files.createDirectories(HOME.resolve("data/import"));
        Files.writeString(
                imported.resolve("acme.json"),
                REALM.replace("%AUDIENCE", audience).replace("%LIFE", Long.toString(LIFE_OF_PAGES.toSeconds())));
        RunningProgram program = RunningProgram.start(
                folder,
                Map.of(
                        "JAVA_HOME", System.getProperty("java.home"),
                        "JAVA_OPTS_KC_HEAP", "-Xms64m -Xmx512m",
                        "KC_BOOTSTRAP_ADMIN_USERNAME", "root",
                        "KC_BOOTSTRAP_ADMIN_PASSWORD", "root-secret"),
                List.of(
                        "bash",
                        HOME.resolve("bin/kc.sh").toString(),
                        "start-dev",
                        "--db=dev-mem",
                        "--http-host=127.0.0.1",
                        "--http-port=0",
                        "--import-realm"));
        try {
            return new Keycloak(
                    program, program.awaitOutput(LISTENING, START_LIMIT).group(1));
        } catch (AssertionError failure) {
            program.close();
            throw failure;
        }
    }

    String issuer() {
        return address + "/realms/acme";
    }

    /// An access token of alice's, for the client `editor`.
    String tokenOfAlice() throws Exception {
        return tokenOf("alice");
    }

    String tokenOf(String user) throws Exception {
        return token(Map.of("grant_type", "password", "username", user, "password", "low-water"));
    }

    /// An access token of the client `editor` itself.
    String tokenOfEditor() throws Exception {
        return token(Map.of("grant_type", "client_credentials"));
    }

    /// One of alice's that is bound to this key (RFC 9449).
    String tokenOfAlice(ProofKey key) throws Exception {
        String endpoint = issuer() + "/protocol/openid-connect/token";
        return token(
                Map.of("grant_type", "password", "username", "alice", "password", "low-water"),
                "DPoP",
                key.proof(
                        "POST",
                        endpoint,
                        Optional.empty(),
                        InstantSource.system().instant()));
    }

    private String token(Map<String, String> grant, String... headers) throws Exception {
        HttpResponse<String> answer = form(issuer() + "/protocol/openid-connect/token", editor(grant), headers);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return MAPPER.readTree(answer.body()).path("access_token").asString();
    }

    private static Map<String, String> editor(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(more);
        all.put("client_id", "editor");
        all.put("client_secret", "editor-secret");
        return all;
    }

    void revoke(String token) throws Exception {
        assertThat(form(issuer() + "/protocol/openid-connect/revoke", editor(Map.of("token", token)))
                        .statusCode())
                .isEqualTo(200);
    }

    /// From now on tokens are signed with another key; the older one stays published.
    void rotateKey() throws Exception {
        HttpResponse<String> signedIn = form(
                address + "/realms/master/protocol/openid-connect/token",
                Map.of(
                        "grant_type",
                        "password",
                        "client_id",
                        "admin-cli",
                        "username",
                        "root",
                        "password",
                        "root-secret"));
        String administrator =
                MAPPER.readTree(signedIn.body()).path("access_token").asString();
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/admin/realms/acme/components"))
                .header("Authorization", "Bearer " + administrator)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(NEW_KEY))
                .build();
        assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(201);
    }

    private HttpResponse<String> form(String url, Map<String, String> fields, String... headers) throws Exception {
        String body = fields.entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    @Override
    public void close() {
        client.close();
        program.close();
    }

    private static final String NEW_KEY = """
            {"name": "newer", "providerId": "rsa-generated", "providerType": "org.keycloak.keys.KeyProvider",
             "config": {"priority": ["500"], "enabled": ["true"], "active": ["true"], "keySize": ["2048"],
              "algorithm": ["RS256"]}}""";

    /// Keycloak answers about a token only to clients that are among its audiences.
    private static final String REALM = """
            {"realm": "acme", "enabled": true, "sslRequired": "none", "accessTokenLifespan": 900,
             "roles": {"realm": [{"name": "auditor"}]},
             "groups": [{"name": "support"}],
             "clients": [
              {"clientId": "editor", "secret": "editor-secret", "publicClient": false,
               "directAccessGrantsEnabled": true, "serviceAccountsEnabled": true, "standardFlowEnabled": false,
               "protocolMappers": [
                {"name": "endpoint", "protocol": "openid-connect", "protocolMapper": "oidc-audience-mapper",
                 "config": {"included.custom.audience": "%AUDIENCE", "access.token.claim": "true",
                            "introspection.token.claim": "true"}},
                {"name": "gateway", "protocol": "openid-connect", "protocolMapper": "oidc-audience-mapper",
                 "config": {"included.client.audience": "tidegate", "access.token.claim": "true",
                            "introspection.token.claim": "true"}},
                {"name": "groups", "protocol": "openid-connect",
                 "protocolMapper": "oidc-group-membership-mapper",
                 "config": {"claim.name": "groups", "full.path": "false", "access.token.claim": "true",
                            "introspection.token.claim": "true"}}]},
              {"clientId": "mcp-desktop", "publicClient": true, "standardFlowEnabled": true,
               "redirectUris": ["http://127.0.0.1/callback", "http://localhost/oauth/callback"],
               "attributes": {"pkce.code.challenge.method": "S256", "access.token.lifespan": "15"},
               "protocolMappers": [
                {"name": "endpoint", "protocol": "openid-connect", "protocolMapper": "oidc-audience-mapper",
                 "config": {"included.custom.audience": "%AUDIENCE", "access.token.claim": "true",
                            "introspection.token.claim": "true"}}]},
              {"clientId": "tidegate", "secret": "tidegate-secret", "publicClient": false,
               "serviceAccountsEnabled": true, "standardFlowEnabled": false,
               "attributes": {"standard.token.exchange.enabled": "true"},
               "protocolMappers": [
                {"name": "servers", "protocol": "openid-connect", "protocolMapper": "oidc-audience-mapper",
                 "config": {"included.client.audience": "crm", "access.token.claim": "true"}}]},
              {"clientId": "crm", "secret": "crm-secret", "publicClient": false, "standardFlowEnabled": false},
              {"clientId": "pages", "secret": "pages-secret", "publicClient": false, "redirectUris": ["*"],
               "attributes": {"access.token.lifespan": "%LIFE"},
               "protocolMappers": [
                {"name": "endpoint", "protocol": "openid-connect", "protocolMapper": "oidc-audience-mapper",
                 "config": {"included.custom.audience": "%AUDIENCE", "access.token.claim": "true"}},
                {"name": "servers", "protocol": "openid-connect", "protocolMapper": "oidc-audience-mapper",
                 "config": {"included.client.audience": "crm", "access.token.claim": "true"}}]}],
             "users": [
              {"username": "alice", "enabled": true, "emailVerified": true, "email": "alice@example.com",
               "firstName": "Alice", "lastName": "Moreau",
               "credentials": [{"type": "password", "value": "low-water"}],
               "realmRoles": ["auditor", "default-roles-acme"], "groups": ["/support"]},
              {"username": "bob", "enabled": true, "emailVerified": true, "email": "bob@example.com",
               "firstName": "Bob", "lastName": "Okafor",
               "credentials": [{"type": "password", "value": "low-water"}],
               "realmRoles": ["default-roles-acme"]}]}
            """;
}
