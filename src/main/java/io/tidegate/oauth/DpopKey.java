package io.tidegate.oauth;

import io.tidegate.crypto.Digest;
import io.tidegate.http.Headers;
import io.tidegate.json.JsonWriter;
import io.tidegate.secret.Purpose;
import io.tidegate.secret.Secret;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The key that tokens for one server are bound to, and the proofs that Tidegate has it (DPoP, RFC 9449): one for each
/// request, with the nonce that whoever is asked gave last (sections 8 and 9). P-256, ES256.
public final class DpopKey {
    /// What it signs with, as authorization servers name it.
    static final String ALGORITHM = "ES256";

    private static final String NONCE = "DPoP-Nonce";
    private static final int NONCE_MAX = 512;
    private static final int ORIGINS_MAX = 16;
    private static final int COORDINATE = 32;
    private static final int NAME_BYTES = 16;
    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

    private final KeyPair pair;
    private final String x;
    private final String y;
    private final InstantSource clock;
    private final SecureRandom random;
    private final Map<String, String> nonces = new ConcurrentHashMap<>();

    private DpopKey(KeyPair pair, InstantSource clock, SecureRandom random) {
        this.pair = pair;
        ECPublicKey open = (ECPublicKey) pair.getPublic();
        this.x = coordinate(open.getW().getAffineX());
        this.y = coordinate(open.getW().getAffineY());
        this.clock = clock;
        this.random = random;
    }

    static DpopKey made(InstantSource clock, SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            return new DpopKey(generator.generateKeyPair(), clock, random);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    /// One that was kept: as [#written].
    static DpopKey read(String written, InstantSource clock, SecureRandom random) {
        try {
            String[] parts = written.split(" ", -1);
            KeyFactory factory = KeyFactory.getInstance("EC");
            return new DpopKey(
                    new KeyPair(
                            factory.generatePublic(
                                    new X509EncodedKeySpec(Base64.getDecoder().decode(parts[0]))),
                            factory.generatePrivate(
                                    new PKCS8EncodedKeySpec(Base64.getDecoder().decode(parts[1])))),
                    clock,
                    random);
        } catch (GeneralSecurityException unreadable) {
            throw new IllegalStateException("it was sealed, so it is what was written", unreadable);
        }
    }

    /// With the private key in it: to be sealed.
    String written() {
        return Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()) + " "
                + Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded());
    }

    private static String coordinate(BigInteger number) {
        byte[] bytes = number.toByteArray();
        byte[] fixed = new byte[COORDINATE];
        int length = Math.min(bytes.length, COORDINATE); // a sign before it, or zeros that were left out
        System.arraycopy(bytes, bytes.length - length, fixed, COORDINATE - length, length);
        return TEXT.encodeToString(fixed);
    }

    /// Its name (RFC 7638).
    String thumbprint() {
        String key = "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"" + x + "\",\"y\":\"" + y + "\"}";
        return TEXT.encodeToString(
                Digest.of(key.getBytes(StandardCharsets.US_ASCII)).bytes());
    }

    /// A proof for one request.
    ///
    /// @param token that is shown with it; empty where one is asked for
    String proof(String method, URI url, Optional<Secret> token) {
        byte[] name = new byte[NAME_BYTES];
        random.nextBytes(name);
        JsonWriter header = new JsonWriter()
                .object()
                .member("typ", "dpop+jwt")
                .member("alg", ALGORITHM)
                .name("jwk")
                .object()
                .member("kty", "EC")
                .member("crv", "P-256")
                .member("x", x)
                .member("y", y)
                .endObject()
                .endObject();
        JsonWriter claims = new JsonWriter()
                .object()
                .member("jti", TEXT.encodeToString(name))
                .member("htm", method)
                .member("htu", Web.site(url) + (url.getRawPath() == null ? "" : url.getRawPath()))
                .member("iat", clock.instant().getEpochSecond());
        token.ifPresent(shown -> claims.member("ath", digest(shown)));
        Optional.ofNullable(nonces.get(Web.origin(url))).ifPresent(nonce -> claims.member("nonce", nonce));
        try {
            return ClientKey.signed(
                    header.bytes(), claims.endObject().bytes(), pair.getPrivate(), "SHA256withECDSAinP1363Format");
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String digest(Secret token) {
        return TEXT.encodeToString(
                Digest.of(token.reveal(Purpose.UPSTREAM_CREDENTIAL).getBytes(StandardCharsets.US_ASCII))
                        .bytes());
    }

    /// Takes the nonce of an answer. Returns whether it is another than before, so that asking once more makes sense.
    boolean heard(URI url, Headers answer) {
        Optional<String> given = answer.only(NONCE).filter(DpopKey::isNonce);
        String origin = Web.origin(url);
        if (given.isEmpty() || (nonces.size() >= ORIGINS_MAX && !nonces.containsKey(origin))) {
            return false;
        }
        return !given.get().equals(nonces.put(origin, given.get()));
    }

    /// RFC 9449, section 8.1.
    private static boolean isNonce(String text) {
        return !text.isEmpty()
                && text.length() <= NONCE_MAX
                && text.chars().allMatch(letter -> letter > ' ' && letter < 127 && letter != '"' && letter != '\\');
    }
}
