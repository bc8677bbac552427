package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.RecordKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Does the gateway show servers tokens of its own, got as MCP's authorization has it?
class OwnCredentialsTest {
    @TempDir
    private Path folder;

    private OauthPeer peer;

    @BeforeEach
    void start() throws IOException {
        peer = OauthPeer.start();
    }

    @AfterEach
    void stop() {
        peer.close();
    }

    private Started gateway(String authorization) throws Exception {
        Files.writeString(folder.resolve("secret"), "of-tidegate");
        return Started.in(
                folder, "servers: { crm: { url: \"%s\", authorization: %s } }\n".formatted(peer.url(), authorization));
    }

    private String withSecret() {
        return "{ grant: client-credentials, issuer: \"%s\", client-id: tidegate, client-secret: \"${file:secret}\" }"
                .formatted(peer.site());
    }

    private static String basic(String id, String secret) {
        return "Basic " + Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void showsATokenThatItGotForTheServer() throws Exception {
        try (Started gateway = gateway(withSecret())) {
            assertThat(gateway.call("read", "")).contains("for the service");
            assertThat(peer.asked("/token")).hasSize(1).first().satisfies(asked -> {
                assertThat(asked.authorization()).isEqualTo(basic("tidegate", "of-tidegate"));
                assertThat(asked.form())
                        .containsEntry("grant_type", "client_credentials")
                        .containsEntry("resource", peer.site() + "/mcp")
                        .doesNotContainKeys("client_secret", "scope");
            });
        }
    }

    @Test
    void asksOnceForAllCallsAndAgainShortlyBeforeTheTokenEnds() throws Exception {
        try (Started gateway = gateway(withSecret())) {
            List<Thread> calls = new ArrayList<>();
            for (int call = 0; call < 8; call++) {
                calls.add(Thread.ofVirtual().start(() -> {
                    try {
                        gateway.call("read", "");
                    } catch (Exception failed) {
                        throw new IllegalStateException(failed);
                    }
                }));
            }
            for (Thread call : calls) {
                call.join();
            }
            assertThat(peer.called).hasSize(8);
            assertThat(peer.asked("/token")).hasSize(1);
        }
    }

    private Started withSecret(Ticking clock) throws Exception {
        Files.writeString(folder.resolve("secret"), "of-tidegate");
        return Started.in(
                folder,
                "servers: { crm: { url: \"%s\", authorization: %s } }\n".formatted(peer.url(), withSecret()),
                clock);
    }

    @Test
    void getsAnotherTokenWhenTheServerRefusesTheOneItHas() throws Exception {
        Ticking clock = new Ticking();
        try (Started gateway = withSecret(clock)) {
            peer.good.clear();
            clock.add(2);
            assertThat(gateway.call("read", "")).contains("for the service");
            assertThat(peer.called).hasSize(1);
            assertThat(peer.asked("/token")).hasSize(2);
        }
    }

    @Test
    void refusesTheCallWhereNoTokenIsToBeHad() throws Exception {
        Ticking clock = new Ticking();
        try (Started gateway = withSecret(clock)) {
            peer.good.clear();
            peer.gives = false;
            clock.add(2);
            assertThat(gateway.call("read", ""))
                    .contains("does not accept the gateway's credential")
                    .doesNotContain("invalid_grant");
            assertThat(peer.called).isEmpty();
            assertThat(gateway.records(RecordKind.SEALED).getLast())
                    .contains("gives no token: `invalid_grant`")
                    .doesNotContain("of-tidegate");
        }
    }

    @Test
    void asksForMoreScopesOnceWhereTheServerWantsThem() throws Exception {
        peer.needed = "crm:write";
        peer.tokenAnswer = form -> {
            String token = "with " + form.getOrDefault("scope", "").replace("never", "");
            peer.good.add(token.replace(' ', '-'));
            peer.subjects.put(token.replace(' ', '-'), token);
            return java.util.Optional.of("{\"access_token\": \"" + token.replace(' ', '-')
                    + "\", \"token_type\": \"Bearer\", \"expires_in\": 3600}");
        };
        try (Started gateway = gateway(withSecret())) {
            assertThat(gateway.call("write", "")).contains("crm:write\\n");
            peer.needed = "never";
            assertThat(gateway.call("write", "")).contains("does not accept");
            peer.needed = "crm:write";
            assertThat(gateway.call("write", "")).contains("crm:write\\n");
        }
    }

    @Test
    void provesItselfWithAKey() throws Exception {
        peer.metadata.put("token_endpoint_auth_methods_supported", "[\"private_key_jwt\"]");
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
        Files.writeString(
                folder.resolve("key.pem"),
                "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(key)
                        + "\n-----END PRIVATE KEY-----\n");
        try (Started gateway = gateway(
                "{ grant: client-credentials, issuer: \"%s\", client-id: tidegate, client-key: \"${file:key.pem}\" }"
                        .formatted(peer.site()))) {
            assertThat(gateway.call("read", "")).contains("for the service");
            assertThat(peer.asked("/token").getFirst().form())
                    .containsEntry("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
                    .doesNotContainKey("client_secret");
            String assertion = peer.asked("/token").getFirst().form().getOrDefault("client_assertion", "");
            String claims = assertion.split("\\.", -1)[1];
            assertThat(new String(Base64.getUrlDecoder().decode(claims), StandardCharsets.UTF_8))
                    .contains("\"iss\":\"tidegate\"", "\"sub\":\"tidegate\"", "\"aud\":\"" + peer.site() + "\"");
        }
    }

    @Test
    void neverSendsTheClientsOwnCredentialOn() throws Exception {
        Files.writeString(folder.resolve("secret"), "of-tidegate");
        try (Started gateway = Started.in(
                folder,
                "identity: { api-keys: allowed }\nservers: { crm: { url: \"%s\", authorization: %s } }\n"
                        .formatted(peer.url(), withSecret()))) {
            String key = gateway.key("alice");
            assertThat(gateway.call("read", "", "Authorization", "Bearer " + key))
                    .contains("for the service");
            assertThat(peer.shown).allMatch(shown -> shown.startsWith("Bearer access-"));
            assertThat(peer.asked.toString()).doesNotContain(key);
        }
    }
}
