package io.tidegate.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.config.ConfigurationResult.ConfigurationFaults;
import io.tidegate.config.ConfigurationResult.Loaded;
import io.tidegate.config.Identity.Issuer;
import io.tidegate.config.Identity.SigningAlgorithm;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Is `identity` read as it is written, also as it was written before?
final class IdentityShapeTest {
    private static ConfigurationResult read(String yaml) {
        return ConfigurationFile.read(
                Path.of("tidegate.yaml"), yaml.getBytes(StandardCharsets.UTF_8), ConfigurationFileTest.ENVIRONMENT);
    }

    private static Configuration loaded(String yaml) {
        ConfigurationResult result = read(yaml);
        assertThat(result).isInstanceOf(Loaded.class);
        return ((Loaded) result).configuration();
    }

    private static String faults(String yaml) {
        ConfigurationResult result = read(yaml);
        assertThat(result).isInstanceOf(ConfigurationFaults.class);
        return String.join(
                "\n",
                ((ConfigurationFaults) result)
                        .faults().stream()
                                .map(fault -> fault.toString().replaceFirst("^.*?tidegate\\.yaml", "tidegate.yaml"))
                                .toList());
    }

    @Test
    void aTokenEndpointNeedsANameOfItsOwnAndEachClientOneWay() {
        String one = "identity: { token-endpoint: { clients: { a: { jwks: https://a.example/keys } } } }\n";
        assertThat(faults(one)).contains("public-url");
        TokenEndpoint endpoint = loaded("public-url: https://gateway.example.com\n" + one)
                .identity()
                .tokenEndpoint()
                .orElseThrow();
        assertThat(endpoint.life()).isEqualTo(Duration.ofMinutes(10));
        TokenEndpoint.Client known = endpoint.clients().values().iterator().next();
        assertThat(known.grants()).containsExactly(TokenEndpoint.Grant.ASSERTION);
        assertThat(known.scopes()).isEmpty();
        for (String client : List.of(
                "{ }",
                "{ jwks: https://a.example/keys, workload: { issuer: https://b.example, subject: s } }",
                "{ workload: { subject: s } }",
                "{ secret: plain-text-is-no-reference }",
                "{ jwks: http://a.example/keys }",
                "{ jwks: https://a.example/keys, grants: [] }")) {
            assertThat(faults("public-url: https://gateway.example.com\nidentity: { token-endpoint: { clients: { a: "
                            + client + " } } }\n"))
                    .as(client)
                    .contains("token-endpoint");
        }
        assertThat(faults("public-url: http://gateway.example.com\n" + one)).contains("https");
    }

    @Test
    void aTrustDomainNeedsKeysAndIsAnIssuerByItsName() {
        Identity identity = loaded(
                        "identity: { trust-domains: { acme.example: { jwks: https://a.example/bundle } } }\n")
                .identity();
        assertThat(identity.trustDomains())
                .singleElement()
                .extracting(Issuer::issuer)
                .isEqualTo(URI.create("spiffe://acme.example"));
        assertThat(identity.issuers()).isEmpty();
        assertThat(faults("identity: { trust-domains: { acme.example: { } } }\n"))
                .contains("jwks");
        assertThat(faults("identity: { trust-domains: { \"spiffe://a\": { jwks: https://a.example/b } } }\n"))
                .contains("trust domain");
    }

    @Test
    void readsSeveralIssuers() {
        Configuration configuration = loaded("""
                public-url: https://Gateway.example.com
                identity:
                  issuers:
                    - issuer: https://keycloak.example.com/realms/acme
                      claims:
                        user: preferred_username
                        roles: [realm_access.roles, /resource_access/mcp.gateway/roles]
                      scopes: [mcp, crm:read]
                    - issuer: https://acme.eu.auth0.com/
                      audience: https://gateway.example.com/mcp
                      jwks: https://acme.eu.auth0.com/keys
                      algorithms: [EdDSA]
                      clock-skew: 0s
                      claims: { groups: https://acme.example/roles, client: /act/client }
                  scopes: { "crm__delete_*": [crm:write] }
                """);
        Identity identity = configuration.identity();
        Issuer keycloak = identity.issuers().getFirst();
        assertThat(keycloak.audiences()).isEmpty();
        assertThat(keycloak.claims().user()).isEqualTo("preferred_username");
        assertThat(keycloak.claims().groups()).containsExactly("groups");
        assertThat(keycloak.claims().roles())
                .containsExactly("realm_access.roles", "/resource_access/mcp.gateway/roles");
        assertThat(keycloak.scopes()).containsExactly("mcp", "crm:read");
        assertThat(keycloak.clockSkew()).isEqualTo(Duration.ofSeconds(60));
        Issuer auth0 = identity.issuers().getLast();
        assertThat(auth0.audiences()).containsExactly("https://gateway.example.com/mcp");
        assertThat(auth0.jwks()).contains(URI.create("https://acme.eu.auth0.com/keys"));
        assertThat(auth0.algorithms()).containsExactly(SigningAlgorithm.EDDSA);
        assertThat(auth0.claims().groups()).containsExactly("https://acme.example/roles");
        assertThat(auth0.claims().client()).contains("/act/client");
        assertThat(identity.scopes()).isEqualTo(Map.of("crm__delete_*", List.of("crm:write")));
        assertThat(configuration.publicUrl()).contains(URI.create("https://gateway.example.com"));
    }

    @Test
    void oneIssuerIsReadAsBefore() {
        Issuer issuer = loaded("""
                identity:
                  oidc: { issuer: https://login.example.com, audience: here, groups-claim: a.b, user-claim: email }
                """).identity().issuers().getFirst();
        assertThat(issuer.issuer()).isEqualTo(URI.create("https://login.example.com"));
        assertThat(issuer.audiences()).containsExactly("here");
        assertThat(issuer.claims().groups()).containsExactly("a.b");
        assertThat(issuer.claims().user()).isEqualTo("email");
        assertThat(issuer.algorithms()).containsExactly(SigningAlgorithm.RS256, SigningAlgorithm.ES256);
    }

    @Test
    void bothAtOnceIsAnError() {
        assertThat(faults("""
                identity:
                  oidc: { issuer: https://a.example, audience: a }
                  issuers: [ { issuer: https://b.example } ]
                """))
                .isEqualTo("tidegate.yaml:2: identity.oidc stands beside `issuers`; make it one of the list, and leave"
                        + " `oidc` out");
    }

    @Test
    void oneIssuerHasOneEntry() {
        assertThat(faults("""
                identity:
                  issuers:
                    - { issuer: https://b.example }
                    - { issuer: https://b.example, audience: b }
                """)).contains("identity.issuers: `https://b.example` stands twice");
    }

    @ParameterizedTest
    @CsvSource({
        "'https://login.microsoftonline.com/{tenantid}/v2.0'",
        "https://login.microsoftonline.com/common/v2.0",
        "https://login.microsoftonline.com/organizations/v2.0"
    })
    void thePatternOfManyTenantsIsNoIssuer(String issuer) {
        assertThat(faults("identity: { issuers: [ { issuer: \"" + issuer + "\" } ] }"))
                .contains("identity.issuers.issuer is the pattern of many issuers", "TENANT-ID");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "issuers: [ { issuer: http://b.example } ]                                   | is plain http",
                "issuers: [ { issuer: https://b.example, claims: { groups: '/a/~2' } } ]     | is not a claim",
                "issuers: [ { issuer: https://b.example, claims: { user: 'a b' } } ]         | is not a claim",
                "issuers: [ { issuer: https://b.example, scopes: ['a b'] } ]                 | is not a scope",
                "scopes: { 'a': [] }                                                         | from 1 to 32",
                "scopes: { 'a b': [c] }                                                      | is not a name",
            })
    void refusesWhatCanNotBe(String yaml, String why) {
        assertThat(faults("identity: { " + yaml.strip() + " }")).contains(why);
    }

    @ParameterizedTest
    @CsvSource({"https://a.example/mcp", "http://a.example", "ftp://a.example", "a.example", "https://a.example?b"})
    void aPublicUrlIsASite(String url) {
        assertThat(faults("public-url: \"" + url + "\"")).contains("public-url");
    }

    /// Else users would sign in by a client that proves nothing.
    @Test
    void aSecretThatIsNotThereIsAMistake() {
        String secret = "client-secret: \"${env:TIDEGATE_TEST_NOT_THERE}\"";
        for (String key : List.of(
                "sign-in: { client-id: pages, " + secret + " }",
                "introspection: { url: https://b.example/asked, client-id: me, " + secret + " }")) {
            assertThat(faults("identity: { issuers: [ { issuer: https://b.example, " + key + " } ] }"))
                    .contains("needs a secret that is not there");
        }
    }
}
