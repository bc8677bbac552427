package io.tidegate.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/// Did the owner of this public key sign the token? The algorithm must fit the key; what cannot be checked is false.
final class Signatures {
    private static final int RSA_BITS_MIN = 2048; // RFC 7518, section 3.3
    private static final int RSA_BITS_MAX = 8192; // checking a larger one costs milliseconds
    private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100"); // RFC 8410

    private Signatures() {}

    static boolean valid(TokenParts token, JWK key) {
        try {
            return switch (key) {
                case RSAKey rsa -> rsa(token, rsa);
                case ECKey ec ->
                    new ECDSAVerifier(ec.toPublicJWK()).verify(header(token), input(token), token.signature());
                case OctetKeyPair pair -> ed25519(token, pair);
                default -> false; // JWK is open; no other kind of key has a public half
            };
        } catch (JOSEException | GeneralSecurityException _) {
            return false; // the key does not fit the algorithm, or the signature is no signature
        }
    }

    private static boolean rsa(TokenParts token, RSAKey key) throws JOSEException {
        int bits = key.size();
        return bits >= RSA_BITS_MIN
                && bits <= RSA_BITS_MAX
                && new RSASSAVerifier(key.toPublicJWK()).verify(header(token), input(token), token.signature());
    }

    // Nimbus needs a second library for this curve; the JDK has it.
    private static boolean ed25519(TokenParts token, OctetKeyPair pair) throws GeneralSecurityException {
        byte[] point = pair.getX().decode();
        if (!pair.getCurve().equals(Curve.Ed25519) || point.length != 32) {
            return false;
        }
        byte[] encoded = Arrays.copyOf(ED25519_PREFIX, ED25519_PREFIX.length + point.length);
        System.arraycopy(point, 0, encoded, ED25519_PREFIX.length, point.length);
        PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
        Signature signature = Signature.getInstance("Ed25519");
        signature.initVerify(key);
        signature.update(input(token));
        return signature.verify(token.signature().decode());
    }

    private static JWSHeader header(TokenParts token) {
        return new JWSHeader(token.algorithm().nimbus());
    }

    private static byte[] input(TokenParts token) {
        return token.signedText().getBytes(StandardCharsets.US_ASCII);
    }
}
