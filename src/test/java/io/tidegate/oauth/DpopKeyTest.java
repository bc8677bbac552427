package io.tidegate.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jwt.SignedJWT;
import io.tidegate.http.Headers;
import io.tidegate.secret.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Are its proofs those of RFC 9449, as another library reads them?
class DpopKeyTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final URI SERVER = URI.create("https://crm.example.com:8443/mcp?tenant=1");

    private final DpopKey key = DpopKey.made(InstantSource.fixed(NOW), new SecureRandom());

    @Test
    void provesARequestWithATokenToWhoeverKnowsTheKey() throws Exception {
        SignedJWT proof = SignedJWT.parse(key.proof("POST", SERVER, Optional.of(Secret.of("token-1"))));
        assertThat(proof.getHeader().getType().toString()).isEqualTo("dpop+jwt");
        assertThat(proof.getHeader().getJWK().isPrivate()).isFalse();
        assertThat(proof.verify(new ECDSAVerifier(proof.getHeader().getJWK().toECKey())))
                .isTrue();
        assertThat(proof.getHeader().getJWK().computeThumbprint().toString()).isEqualTo(key.thumbprint());
        assertThat(proof.getJWTClaimsSet().getStringClaim("htm")).isEqualTo("POST");
        assertThat(proof.getJWTClaimsSet().getStringClaim("htu"))
                .as("without what follows the path")
                .isEqualTo("https://crm.example.com:8443/mcp");
        assertThat(proof.getJWTClaimsSet().getIssueTime()).isEqualTo(NOW);
        byte[] digest = MessageDigest.getInstance("SHA-256").digest("token-1".getBytes(StandardCharsets.US_ASCII));
        assertThat(proof.getJWTClaimsSet().getStringClaim("ath"))
                .isEqualTo(Base64.getUrlEncoder().withoutPadding().encodeToString(digest));
        assertThat(proof.getJWTClaimsSet().getClaim("nonce")).isNull();
    }

    @Test
    void noTwoProofsAreTheSame() throws Exception {
        SignedJWT one = SignedJWT.parse(key.proof("POST", SERVER, Optional.empty()));
        SignedJWT other = SignedJWT.parse(key.proof("POST", SERVER, Optional.empty()));
        assertThat(one.getJWTClaimsSet().getJWTID())
                .isNotEqualTo(other.getJWTClaimsSet().getJWTID());
        assertThat(one.getJWTClaimsSet().getClaim("ath")).isNull();
    }

    @Test
    void aNonceIsForWhoGaveIt() throws Exception {
        assertThat(key.heard(SERVER, Headers.of("DPoP-Nonce", "n-1"))).isTrue();
        assertThat(key.heard(SERVER, Headers.of("DPoP-Nonce", "n-1")))
                .as("it did not help before")
                .isFalse();
        SignedJWT proof = SignedJWT.parse(key.proof("GET", SERVER, Optional.empty()));
        assertThat(proof.getJWTClaimsSet().getStringClaim("nonce")).isEqualTo("n-1");
        SignedJWT other = SignedJWT.parse(key.proof("GET", URI.create("https://login.example.com/"), Optional.empty()));
        assertThat(other.getJWTClaimsSet().getClaim("nonce")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a\"b", "\\", "\u00e9"})
    void whatIsNoNonceIsNotTaken(String text) {
        assertThat(key.heard(SERVER, Headers.of("DPoP-Nonce", text))).isFalse();
    }

    @Test
    void noNonceIsLongAndThereAreNotMany() {
        assertThat(key.heard(SERVER, Headers.of("DPoP-Nonce", "n".repeat(513)))).isFalse();
        for (int site = 0; site < 100; site++) {
            boolean taken = key.heard(URI.create("https://s" + site + ".example.com/"), Headers.of("DPoP-Nonce", "n"));
            assertThat(taken).isEqualTo(site < 16);
        }
    }

    @Test
    void aKeyThatWasKeptIsTheSame() {
        DpopKey again = DpopKey.read(key.written(), InstantSource.fixed(NOW), new SecureRandom());
        assertThat(again.thumbprint()).isEqualTo(key.thumbprint());
    }
}
