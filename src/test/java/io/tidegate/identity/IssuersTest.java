package io.tidegate.identity;

import static io.tidegate.identity.TestProvider.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.tidegate.http.Fetcher.NamedBy;
import io.tidegate.identity.IssuerSettings.ClaimNames;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Are several issuers kept apart, and are tokens read as those make them: Keycloak, Okta, Entra ID, Auth0?
final class IssuersTest {
    private static final String ENDPOINT = "https://gateway.example.com/mcp";
    private static final String KEYCLOAK = "https://keycloak.example.com/realms/acme";
    private static final String OKTA = "https://acme.okta.com/oauth2/default";
    private static final String AUTH0 = "https://acme.eu.auth0.com/";
    private static final String TENANT = "0b0a1c9e-2f3d-4a5b-8c7d-9e0f1a2b3c4d";
    private static final String OTHER_TENANT = "11111111-2222-3333-4444-555555555555";
    private static final String ENTRA = "https://login.microsoftonline.com/" + TENANT + "/v2.0";
    private static final String ENTRA_V1 = "https://sts.windows.net/" + TENANT + "/";

    /// All of them call their key the same.
    private static final Map<String, RSAKey> KEYS = keys(KEYCLOAK, OKTA, AUTH0, ENTRA, ENTRA_V1);

    private final TestTime time = new TestTime();
    private String keyIssuer = "";

    private static Map<String, RSAKey> keys(String... issuers) {
        Map<String, RSAKey> keys = new LinkedHashMap<>();
        for (String issuer : issuers) {
            try {
                keys.put(issuer, new RSAKeyGenerator(2048, true).keyID("key-1").generate());
            } catch (JOSEException failed) {
                throw new IllegalStateException(failed);
            }
        }
        return keys;
    }

    private byte[] fetch(URI address, NamedBy by) throws IOException {
        for (Map.Entry<String, RSAKey> each : KEYS.entrySet()) {
            String base = each.getKey().replaceFirst("/$", "");
            if (address.toString().equals(base + "/.well-known/openid-configuration")) {
                return json(Map.of("issuer", each.getKey(), "jwks_uri", base + "/keys"))
                        .getBytes(StandardCharsets.UTF_8);
            }
            if (address.toString().equals(base + "/keys")) {
                String key = each.getValue().toPublicJWK().toJSONString();
                String more = keyIssuer.isEmpty() ? "" : ",\"issuer\":\"" + keyIssuer + "\"";
                return ("{\"keys\":[{\"kty\":\"future\",\"kid\":\"key-1\"}," + key.substring(0, key.length() - 1) + more
                                + "}]}")
                        .getBytes(StandardCharsets.UTF_8);
            }
        }
        throw new IOException("no such document");
    }

    private Authenticator taking(IssuerFixture... issuers) {
        OidcTokens tokens = new OidcTokens(
                Stream.of(issuers).map(IssuerFixture::made).toList(),
                new OidcTokens.Sources(this::fetch, OidcFixture.ASKED_IN_VAIN),
                new OidcTokens.Surroundings(time, time::nanoTime, new Random(1), Runnable::run));
        return new Authenticator(Optional.empty(), Optional.of(tokens), Authenticator.AnonymousAccess.REFUSED);
    }

    private static Outcome present(Authenticator authenticator, String token, String endpoint) {
        return authenticator.authenticate(new Presented(List.of("Bearer " + token), Presented.Reach.NETWORK, endpoint));
    }

    private static Principal accepted(Authenticator authenticator, String token) {
        Outcome outcome = present(authenticator, token, ENDPOINT);
        assertThat(outcome).isInstanceOf(Outcome.Authenticated.class);
        return ((Outcome.Authenticated) outcome).principal();
    }

    private static String rejected(Authenticator authenticator, String token, Why why) {
        return rejected(present(authenticator, token, ENDPOINT), why);
    }

    private static String rejected(Outcome outcome, Why why) {
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Rejected.class, rejected -> assertThat(rejected.why())
                .as(rejected.description())
                .isEqualTo(why));
        return ((Outcome.Rejected) outcome).description();
    }

    private static Map<String, Object> claims(String issuer, Object audience, Object... more) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", issuer);
        claims.put("aud", audience);
        claims.put("sub", "alice");
        claims.put("exp", TestTime.START.getEpochSecond() + 300);
        for (int at = 0; at < more.length; at += 2) {
            claims.put((String) more[at], more[at + 1]);
        }
        return claims;
    }

    private static String token(Map<String, Object> claims) {
        return signedBy(String.valueOf(claims.get("iss")), claims);
    }

    private static String signedBy(String issuer, Map<String, Object> claims) {
        return TestProvider.signed(
                "{\"alg\":\"RS256\",\"kid\":\"key-1\"}",
                json(claims),
                JWSAlgorithm.RS256,
                Objects.requireNonNull(KEYS.get(issuer)));
    }

    private static ClaimNames reading(String user, List<String> groups, String... roles) {
        return new ClaimNames(
                new ClaimPath(user),
                groups.stream().map(ClaimPath::new).toList(),
                Stream.of(roles).map(ClaimPath::new).toList(),
                Optional.empty());
    }

    @Test
    void takesTokensOfEachIssuerAndKnowsThemApart() {
        Authenticator both = taking(IssuerFixture.of(KEYCLOAK), IssuerFixture.of(OKTA));
        Principal one = accepted(both, token(claims(KEYCLOAK, ENDPOINT)));
        Principal other = accepted(both, token(claims(OKTA, ENDPOINT)));
        assertThat(one.id()).isEqualTo(other.id());
        assertThat(one.key())
                .as("the same name at another issuer is another user")
                .isNotEqualTo(other.key());
    }

    @Test
    void aKeyOfOneIssuerNeverVerifiesAnothersToken() {
        Authenticator both = taking(IssuerFixture.of(KEYCLOAK), IssuerFixture.of(OKTA));
        rejected(both, signedBy(OKTA, claims(KEYCLOAK, ENDPOINT)), Why.BAD_SIGNATURE);
        rejected(both, signedBy(KEYCLOAK, claims(OKTA, ENDPOINT)), Why.BAD_SIGNATURE);
        rejected(both, signedBy(AUTH0, claims(AUTH0, ENDPOINT)), Why.WRONG_ISSUER);
    }

    @Test
    void theIssuerSelectsTheSettings() {
        Authenticator both = taking(
                IssuerFixture.of(KEYCLOAK, "api://ours"),
                IssuerFixture.of(OKTA, "api://theirs").withAlgorithms(Algorithm.ES256));
        accepted(both, token(claims(KEYCLOAK, "api://ours")));
        rejected(both, token(claims(KEYCLOAK, "api://theirs")), Why.WRONG_AUDIENCE);
        rejected(both, token(claims(OKTA, "api://theirs")), Why.ALGORITHM_NOT_ALLOWED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ENDPOINT,
                ENDPOINT + "/",
                "HTTPS://Gateway.Example.com/mcp",
                "https://gateway.example.com:443/mcp"
            })
    void takesATokenForTheEndpointAsItIsWritten(String audience) {
        accepted(taking(IssuerFixture.of(KEYCLOAK)), token(claims(KEYCLOAK, List.of("account", audience))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://gateway.example.com",
                "https://gateway.example.com/mcp/crm",
                "https://gateway.example.com/MCP",
                "http://gateway.example.com/mcp",
                "https://gateway.example.com:8443/mcp",
                "https://gateway.example.com/mcp?x",
                "https://gateway.example.com/mcp#x",
                "https://user@gateway.example.com/mcp",
                "https://gateway.example.com.evil.example/mcp",
                "gateway.example.com/mcp",
                "*",
                ""
            })
    void refusesATokenForAnythingElse(String audience) {
        rejected(taking(IssuerFixture.of(KEYCLOAK)), token(claims(KEYCLOAK, audience)), Why.WRONG_AUDIENCE);
    }

    @Test
    void aTokenThatIsRememberedIsStillForOneEndpoint() {
        Authenticator authenticator = taking(IssuerFixture.of(KEYCLOAK));
        String token = token(claims(KEYCLOAK, ENDPOINT));
        accepted(authenticator, token);
        rejected(present(authenticator, token, ENDPOINT + "/crm"), Why.WRONG_AUDIENCE);
        accepted(authenticator, token);
    }

    @Test
    void asksForScopesOfTheIssuer() {
        Authenticator authenticator = taking(IssuerFixture.of(KEYCLOAK).withScopes("mcp", "tools"));
        accepted(authenticator, token(claims(KEYCLOAK, ENDPOINT, "scope", "openid tools mcp")));
        String narrow = token(claims(KEYCLOAK, ENDPOINT, "scope", "openid mcp"));
        for (int time = 0; time < 2; time++) {
            assertThat(present(authenticator, narrow, ENDPOINT))
                    .isInstanceOfSatisfying(Outcome.ScopesMissing.class, missing -> {
                        assertThat(missing.needed()).containsExactlyInAnyOrder("mcp", "tools");
                        assertThat(missing.principal().id()).isEqualTo("alice");
                    });
        }
    }

    @Test
    void refusesScopesThatAreNone() {
        Authenticator authenticator = taking(IssuerFixture.of(KEYCLOAK));
        for (Object scope : List.of(7, List.of(7), List.of("a b"), List.of(""), "a\"b", "a\\b", "ä", Map.of())) {
            rejected(authenticator, token(claims(KEYCLOAK, ENDPOINT, "scope", scope)), Why.WRONG_CLAIM);
        }
        assertThat(accepted(authenticator, token(claims(KEYCLOAK, ENDPOINT, "scope", " a  b ")))
                        .scopes())
                .containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void readsKeycloak() {
        Map<String, Object> claims = claims(
                KEYCLOAK,
                List.of(ENDPOINT, "account"),
                "typ",
                "Bearer",
                "azp",
                "editor",
                "scope",
                "openid profile",
                "preferred_username",
                "Alice",
                "groups",
                List.of("/staff/support"),
                "realm_access",
                Map.of("roles", List.of("auditor")),
                "resource_access",
                Map.of("mcp.gateway", Map.of("roles", List.of("operator"))));
        Principal alice = accepted(
                taking(IssuerFixture.of(KEYCLOAK)
                        .withClaims(reading(
                                "sub", List.of("groups"), "realm_access.roles", "/resource_access/mcp.gateway/roles"))),
                token(claims));
        assertThat(alice.groups()).containsExactly("/staff/support");
        assertThat(alice.roles()).containsExactlyInAnyOrder("auditor", "operator");
        assertThat(alice.client()).contains("editor");
        assertThat(alice.scopes()).containsExactlyInAnyOrder("openid", "profile");
        assertThat(alice.display()).isEqualTo("Alice");
    }

    @Test
    void readsOkta() {
        Map<String, Object> claims = claims(
                OKTA,
                "api://default",
                "ver",
                1,
                "cid",
                "0oa1client",
                "uid",
                "00u1alice",
                "scp",
                List.of("openid", "crm:read"),
                "groups",
                List.of("Everyone", "Support"));
        Principal alice = accepted(taking(IssuerFixture.of(OKTA, "api://default")), token(claims));
        assertThat(alice.client()).contains("0oa1client");
        assertThat(alice.scopes()).containsExactlyInAnyOrder("openid", "crm:read");
        assertThat(alice.groups()).containsExactlyInAnyOrder("Everyone", "Support");
    }

    private Map<String, Object> entra(Object... more) {
        Map<String, Object> claims = claims(
                ENTRA,
                "6f0c1d9e-client",
                "ver",
                "2.0",
                "tid",
                TENANT,
                "oid",
                "9a8b7c6d-user",
                "azp",
                "7e6d5c4b-app",
                "scp",
                "Tools.Read Tools.Write",
                "roles",
                List.of("Tools.Admin"));
        for (int at = 0; at < more.length; at += 2) {
            claims.put((String) more[at], more[at + 1]);
        }
        return claims;
    }

    @Test
    void readsEntraIdVersion2() {
        keyIssuer = "https://login.microsoftonline.com/{tenantid}/v2.0";
        Principal alice = accepted(
                taking(IssuerFixture.of(ENTRA, "6f0c1d9e-client")
                        .withClaims(reading("oid", List.of("groups"), "roles"))),
                token(entra()));
        assertThat(alice.id()).isEqualTo("9a8b7c6d-user");
        assertThat(alice.roles()).containsExactly("Tools.Admin");
        assertThat(alice.scopes()).containsExactlyInAnyOrder("Tools.Read", "Tools.Write");
        assertThat(alice.client()).contains("7e6d5c4b-app");
    }

    @Test
    void aKeyThatIsBoundToAnotherTenantSignsForNobodyHere() {
        IssuerFixture settings = IssuerFixture.of(ENTRA, "6f0c1d9e-client");
        keyIssuer = "https://login.microsoftonline.com/{tenantid}/v2.0";
        rejected(taking(settings), token(entra("tid", OTHER_TENANT)), Why.BAD_SIGNATURE);
        keyIssuer = "https://login.microsoftonline.com/" + OTHER_TENANT + "/v2.0";
        rejected(taking(settings), token(entra()), Why.BAD_SIGNATURE);
        String elsewhere = "https://login.microsoftonline.com/" + OTHER_TENANT + "/v2.0";
        rejected(taking(settings), signedBy(ENTRA, entra("iss", elsewhere, "tid", OTHER_TENANT)), Why.WRONG_ISSUER);
    }

    @Test
    void readsEntraIdVersion1() {
        Map<String, Object> claims = claims(
                ENTRA_V1, "api://6f0c1d9e", "ver", "1.0", "tid", TENANT, "appid", "7e6d5c4b-app", "scp", "Tools.Read");
        Principal alice = accepted(taking(IssuerFixture.of(ENTRA_V1, "api://6f0c1d9e")), token(claims));
        assertThat(alice.client()).contains("7e6d5c4b-app");
    }

    @Test
    void saysWhenEntraIdLeftTheGroupsOut() {
        Authenticator authenticator = taking(IssuerFixture.of(ENTRA, "6f0c1d9e-client"));
        String left =
                token(entra("_claim_names", Map.of("groups", "src1"), "_claim_sources", Map.of("src1", Map.of())));
        assertThat(rejected(authenticator, left, Why.GROUPS_LEFT_OUT))
                .contains("not the caller's fault", "administrator", "roles");
        rejected(authenticator, token(entra("hasgroups", true)), Why.GROUPS_LEFT_OUT);
        Authenticator byRoles =
                taking(IssuerFixture.of(ENTRA, "6f0c1d9e-client").withClaims(reading("oid", List.of(), "roles")));
        accepted(byRoles, left); // what was left out is not read here
    }

    @Test
    void readsAuth0() {
        Map<String, Object> claims = claims(
                AUTH0,
                List.of(ENDPOINT, "https://acme.eu.auth0.com/userinfo"),
                "azp",
                "client-1",
                "scope",
                "openid crm:read",
                "permissions",
                List.of("read:customers"),
                "https://acme.example/roles",
                List.of("support"),
                "https://acme.example/app",
                Map.of("teams", List.of("blue")));
        Principal alice = accepted(
                taking(IssuerFixture.of(AUTH0)
                        .withClaims(reading(
                                "sub",
                                List.of("https://acme.example/roles", "/https:~1~1acme.example~1app/teams"),
                                "permissions"))),
                token(claims));
        assertThat(alice.groups()).containsExactlyInAnyOrder("support", "blue");
        assertThat(alice.roles()).containsExactly("read:customers");
    }

    @Test
    void aClaimOfAnotherShapeIsAnErrorAndAMissingOneIsNone() {
        Authenticator authenticator =
                taking(IssuerFixture.of(KEYCLOAK).withClaims(reading("/who/id", List.of("/a/b"), "r")));
        Map<String, Object> good = claims(KEYCLOAK, ENDPOINT, "who", Map.of("id", "alice"));
        assertThat(accepted(authenticator, token(good)).roles()).isEmpty();
        rejected(authenticator, token(claims(KEYCLOAK, ENDPOINT)), Why.MISSING_CLAIM);
        good.put("r", "admin");
        rejected(authenticator, token(good), Why.WRONG_CLAIM);
        good.put("r", List.of());
        good.put("a", Map.of("b", Map.of("c", "d")));
        rejected(authenticator, token(good), Why.WRONG_CLAIM);
    }

    @Test
    void namesTheClientByTheClaimThatIsConfigured() {
        ClaimNames names =
                new ClaimNames(new ClaimPath("sub"), List.of(), List.of(), Optional.of(new ClaimPath("/act/client")));
        Principal alice = accepted(
                taking(IssuerFixture.of(KEYCLOAK).withClaims(names)),
                token(claims(KEYCLOAK, ENDPOINT, "azp", "not-this", "act", Map.of("client", "agent-7"))));
        assertThat(alice.client()).contains("agent-7");
        assertThat(alice.groups()).isEqualTo(Set.of());
    }
}
