package io.tidegate.identity;

import static io.tidegate.identity.TestProvider.AUDIENCE;
import static io.tidegate.identity.TestProvider.ISSUER;
import static io.tidegate.identity.TestProvider.claims;
import static io.tidegate.identity.TestProvider.json;
import static io.tidegate.identity.TestProvider.rs256;
import static io.tidegate.identity.TestProvider.signed;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Are persons, agents and services told apart, by tokens as issuers really make them, and workloads let in?
class PartiesTest extends OidcFixture {
    private static final String CIMD = "https://agent.example/client.json";

    private Party party(Map<String, Object> more) {
        Map<String, Object> claims = claims();
        claims.putAll(more);
        return accepted(rs256(claims)).party().orElseThrow();
    }

    private Party.Kind kind(Object... namesAndValues) {
        Map<String, Object> more = new LinkedHashMap<>();
        for (int at = 0; at < namesAndValues.length; at += 2) {
            more.put((String) namesAndValues[at], namesAndValues[at + 1]);
        }
        return party(more).kind();
    }

    @Test
    void aTokenOfAUserIsAPersons() {
        assertThat(party(Map.of())).isEqualTo(Party.PERSON);
        assertThat(kind("sub", "editor-in-chief", "azp", "editor")).isEqualTo(Party.Kind.PERSON);
        assertThat(kind("preferred_username", "service-account-other", "azp", "editor"))
                .as("of another client than the token's")
                .isEqualTo(Party.Kind.PERSON);
        assertThat(kind("idtyp", "user")).isEqualTo(Party.Kind.PERSON);
    }

    @Test
    void aTokenThatAClientGotForItselfIsAServices() {
        assertThat(kind("sub", "crm-sync", "client_id", "crm-sync", "azp", "crm-sync"))
                .as("RFC 9068, Okta")
                .isEqualTo(Party.Kind.SERVICE);
        assertThat(kind("azp", "Crm-sync", "client_id", "Crm-sync", "preferred_username", "service-account-crm-sync"))
                .as("Keycloak")
                .isEqualTo(Party.Kind.SERVICE);
        assertThat(kind("azp", "crm-sync", "clientId", "crm-sync", "preferred_username", "service-account-crm-sync"))
                .as("Keycloak before 19")
                .isEqualTo(Party.Kind.SERVICE);
        assertThat(kind("azp", "crm-sync", "preferred_username", "service-account-crm-sync"))
                .as("anybody who registered under that name")
                .isEqualTo(Party.Kind.PERSON);
        assertThat(kind("idtyp", "app", "appid", "b6d4")).as("Entra ID").isEqualTo(Party.Kind.SERVICE);
        assertThat(kind("sub", "abc@clients", "azp", "abc", "gty", "client-credentials"))
                .as("Auth0")
                .isEqualTo(Party.Kind.SERVICE);
    }

    @Test
    void aTokenThatSaysWhoActsIsAnAgents() {
        Party party = party(Map.of("act", Map.of("sub", CIMD, "act", Map.of("sub", "earlier"))));
        assertThat(party.kind()).isEqualTo(Party.Kind.AGENT);
        assertThat(party.actor()).as("who acts now").contains(CIMD);
        assertThat(party(Map.of("act", Map.of("client_id", "agent-7"))).actor()).contains("agent-7");
        assertRejected(rs256(claims("act", "agent-7")), Why.WRONG_CLAIM);
        Principal acting = accepted(rs256(claims("act", Map.of("sub", CIMD))));
        Principal self = accepted(rs256(claims()));
        assertThat(acting.id()).isEqualTo(self.id());
        assertThat(acting.key()).as("a caller of its own").isNotEqualTo(self.key());
    }

    @Test
    void clientsThatAreConfiguredAsAgentsAreAgents() {
        authenticator = authenticator(IssuerFixture.of(ISSUER, AUDIENCE)
                .withAgents("https://agent.example/*")
                .made());
        assertThat(kind("azp", CIMD)).isEqualTo(Party.Kind.AGENT);
        assertThat(kind("azp", "https://agent.example.evil/client.json")).isEqualTo(Party.Kind.PERSON);
        assertThat(kind("azp", CIMD, "sub", CIMD)).isEqualTo(Party.Kind.SERVICE);
        assertThat(accepted(rs256(claims("azp", CIMD))).client()).contains(CIMD);
    }

    /// As `kubectl create token` makes them.
    @Test
    void takesTokensOfKubernetesServiceAccounts() {
        Map<String, Object> claims = claims();
        claims.keySet().removeAll(List.of("azp", "groups"));
        claims.put("sub", "system:serviceaccount:agents:triage");
        claims.put("aud", List.of(AUDIENCE));
        claims.put("jti", "6a3b9a6e-0f0e-4f0a-8f0c-9d3f0a5f1c11");
        claims.put(
                "kubernetes.io",
                Map.of(
                        "namespace",
                        "agents",
                        "node",
                        Map.of("name", "worker-1", "uid", "a1"),
                        "pod",
                        Map.of("name", "triage-0", "uid", "b2"),
                        "serviceaccount",
                        Map.of("name", "triage", "uid", "c3"),
                        "warnafter",
                        1_800_000_000L));
        Principal workload = accepted(
                signed("{\"alg\":\"RS256\",\"kid\":\"rsa-1\"}", json(claims), JWSAlgorithm.RS256, TestProvider.RSA));
        assertThat(workload.id()).isEqualTo("system:serviceaccount:agents:triage");
        assertThat(workload.party()).contains(Party.SERVICE);
        claims.put("aud", List.of("https://kubernetes.default.svc.cluster.local"));
        assertRejected(rs256(claims), Why.WRONG_AUDIENCE);
    }

    /// By the JWT-SVID specification: `typ` may be JOSE, and there is no `iat`.
    @Test
    void takesSpiffeTokens() {
        Map<String, Object> claims = claims();
        claims.keySet().removeAll(List.of("azp", "groups", "iat"));
        claims.put("sub", "spiffe://acme.example/ns/agents/sa/triage");
        claims.put("aud", AUDIENCE);
        String header = "{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"typ\":\"JOSE\"}";
        Principal workload = accepted(signed(header, json(claims), JWSAlgorithm.RS256, TestProvider.RSA));
        assertThat(workload.id()).isEqualTo("spiffe://acme.example/ns/agents/sa/triage");
        assertThat(workload.party()).contains(Party.SERVICE);
        claims.remove("iss"); // then its trust domain counts, which is none of ours: see TrustDomainsTest
        assertRejected(signed(header, json(claims), JWSAlgorithm.RS256, TestProvider.RSA), Why.WRONG_ISSUER);
    }

    /// An assertion is for the authorization server, which gives an access token for it; it opens nothing here.
    @Test
    void refusesIdentityAssertions() {
        Map<String, Object> claims = claims("client_id", "agent-7");
        claims.put("jti", "1");
        claims.put("resource", AUDIENCE);
        assertRejected(
                signed(
                        "{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"typ\":\"oauth-id-jag+jwt\"}",
                        json(claims),
                        JWSAlgorithm.RS256,
                        TestProvider.RSA),
                Why.WRONG_TYPE);
    }

    @Test
    void whatTheIssuerSaysOfItsSignInIsEvidence() {
        Map<String, Object> claims = claims("acr", "urn:mace:incommon:iap:silver");
        claims.put("amr", List.of("pwd", "mfa"));
        claims.put("auth_time", TestTime.START.getEpochSecond() - 60);
        Evidence evidence = accepted(rs256(claims)).evidence();
        assertThat(evidence.acr()).contains("urn:mace:incommon:iap:silver");
        assertThat(evidence.amr()).containsExactlyInAnyOrder("pwd", "mfa");
        assertThat(evidence.time()).contains(TestTime.START.minusSeconds(60));
        assertThat(evidence.boundToKey()).isFalse();
        assertThat(accepted(rs256(claims("amr", "pwd"))).evidence().amr()).isEmpty();
    }
}
