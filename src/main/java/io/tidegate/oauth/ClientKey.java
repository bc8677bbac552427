package io.tidegate.oauth;

import io.tidegate.json.JsonWriter;
import io.tidegate.oauth.OauthFailed.Fault;
import io.tidegate.secret.Purpose;
import io.tidegate.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// With which private key does Tidegate prove which client it is (RFC 7523, `private_key_jwt`)? EC keys of P-256, and
/// RSA keys, in PKCS #8.
final class ClientKey {
    private static final Duration LASTS = Duration.ofSeconds(60);
    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();
    private static final List<Kind> KINDS =
            List.of(new Kind("EC", "ES256", "SHA256withECDSAinP1363Format"), new Kind("RSA", "RS256", "SHA256withRSA"));

    private record Kind(String family, String jose, String java) {}

    private final PrivateKey key;
    private final Kind kind;

    private ClientKey(PrivateKey key, Kind kind) {
        this.key = key;
        this.kind = kind;
    }

    static ClientKey of(Secret pem) throws OauthFailed {
        byte[] encoded;
        try {
            String body = pem.reveal(Purpose.OAUTH_CLIENT)
                    .replaceAll("-----(BEGIN|END) PRIVATE KEY-----", "")
                    .replaceAll("\\s", "");
            encoded = Base64.getDecoder().decode(body);
        } catch (IllegalArgumentException _) {
            throw unusable();
        }
        for (Kind kind : KINDS) {
            Optional<PrivateKey> key = read(kind, encoded);
            if (key.isPresent()) {
                return new ClientKey(key.get(), kind);
            }
        }
        throw unusable();
    }

    private static Optional<PrivateKey> read(Kind kind, byte[] encoded) {
        try {
            return Optional.of(KeyFactory.getInstance(kind.family()).generatePrivate(new PKCS8EncodedKeySpec(encoded)));
        } catch (GeneralSecurityException _) {
            return Optional.empty(); // then it is of another kind
        }
    }

    private static OauthFailed unusable() {
        return new OauthFailed(Fault.CONFIGURATION, "`client-key` is no EC or RSA private key in PEM, PKCS #8");
    }

    /// A word of this client's for one use at this issuer.
    ///
    /// @param algorithms that it takes; empty where it does not say
    /// @param name unlike that of any other
    String assertion(String client, String issuer, Set<String> algorithms, Instant now, String name)
            throws OauthFailed {
        if (!algorithms.isEmpty() && !algorithms.contains(kind.jose())) {
            throw new OauthFailed(
                    Fault.CONFIGURATION,
                    issuer + " takes no signatures with " + kind.jose() + ", as `client-key` makes");
        }
        byte[] header = new JsonWriter()
                .object()
                .member("alg", kind.jose())
                .member("typ", "JWT")
                .endObject()
                .bytes();
        byte[] claims = new JsonWriter()
                .object()
                .member("iss", client)
                .member("sub", client)
                .member("aud", issuer)
                .member("jti", name)
                .member("iat", now.getEpochSecond())
                .member("exp", now.plus(LASTS).getEpochSecond())
                .endObject()
                .bytes();
        String text = TEXT.encodeToString(header) + "." + TEXT.encodeToString(claims);
        try {
            Signature signature = Signature.getInstance(kind.java());
            signature.initSign(key);
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return text + "." + TEXT.encodeToString(signature.sign());
        } catch (GeneralSecurityException unfit) {
            throw unusable();
        }
    }
}
