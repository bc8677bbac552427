package io.tidegate.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.opts.AllowWeakRSAKey;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.tidegate.http.Fetcher.NamedBy;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/// A provider in memory: signs tokens, publishes keys, and can be switched off.
public final class TestProvider implements JwksSource {
    public static final String ISSUER = "https://login.example.com/realms/acme";
    public static final String AUDIENCE = "https://mcp.example.com/mcp";
    public static final RSAKey RSA = rsa("rsa-1", 2048);
    static final RSAKey RSA_WEAK = rsa("rsa-weak", 1024);
    static final ECKey EC = ec("ec-1");
    public static final ECKey EC_NEW = ec("ec-2");

    final AtomicInteger fetches = new AtomicInteger();
    volatile List<JWK> published = List.of(RSA, EC);
    volatile boolean down;

    /// What stands before the keys, with a comma at its end.
    public volatile String odd = "";

    volatile String description =
            "{\"issuer\":\"" + ISSUER + "\",\"jwks_uri\":\"https://login.example.com/realms/acme/keys\"}";

    @Override
    public byte[] fetch(URI address, NamedBy by) throws IOException {
        if (down) {
            fetches.incrementAndGet();
            throw new IOException("down");
        }
        return switch (address.getPath()) {
            case "/realms/acme/.well-known/openid-configuration" -> description.getBytes(StandardCharsets.UTF_8);
            case "/realms/acme/keys" -> {
                fetches.incrementAndGet();
                yield keys().getBytes(StandardCharsets.UTF_8);
            }
            default -> throw new IOException("no such document");
        };
    }

    public String keys() {
        return "{\"keys\":[" + odd
                + String.join(
                        ",",
                        published.stream()
                                .map(key -> key.toPublicJWK() == null ? key : key.toPublicJWK())
                                .map(JWK::toJSONString)
                                .toList())
                + "]}";
    }

    /// The claims of a good token, ready to be changed.
    public static Map<String, Object> claims() {
        long now = TestTime.START.getEpochSecond();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", ISSUER);
        claims.put("aud", List.of("account", AUDIENCE));
        claims.put("sub", "alice");
        claims.put("azp", "editor");
        claims.put("iat", now);
        claims.put("exp", now + 300);
        claims.put("groups", List.of("support", "staff"));
        return claims;
    }

    static Map<String, Object> claims(String name, Object value) {
        Map<String, Object> claims = claims();
        claims.put(name, value);
        return claims;
    }

    static Map<String, Object> claimsWithout(String name) {
        Map<String, Object> claims = claims();
        claims.remove(name);
        return claims;
    }

    public static String rs256(Map<String, Object> claims) {
        return signed(
                "{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"typ\":\"at+jwt\"}", json(claims), JWSAlgorithm.RS256, RSA);
    }

    public static String es256(ECKey key, Map<String, Object> claims) {
        return signed("{\"alg\":\"ES256\",\"kid\":\"" + key.getKeyID() + "\"}", json(claims), JWSAlgorithm.ES256, key);
    }

    /// A token of exactly this header and payload, with a true signature.
    public static String signed(String header, String payload, JWSAlgorithm algorithm, JWK key) {
        try {
            String input = part(header) + "." + part(payload);
            JWSSigner signer = key instanceof RSAKey rsa
                    ? new RSASSASigner(rsa.toPrivateKey(), Set.of(AllowWeakRSAKey.getInstance()))
                    : new ECDSASigner((ECKey) key);
            return input + "." + signer.sign(new JWSHeader(algorithm), input.getBytes(StandardCharsets.US_ASCII));
        } catch (JOSEException failure) {
            throw new IllegalStateException(failure);
        }
    }

    public static String part(String json) {
        return part(json.getBytes(StandardCharsets.UTF_8));
    }

    static String part(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    public static String json(Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                List<String> members = new ArrayList<>();
                map.forEach((name, member) -> members.add(json(name) + ":" + json(member)));
                yield "{" + String.join(",", members) + "}";
            }
            case List<?> list ->
                "[" + String.join(",", list.stream().map(TestProvider::json).toList()) + "]";
            case String text ->
                "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
            default -> value.toString();
        };
    }

    private static RSAKey rsa(String id, int bits) {
        try {
            return new RSAKeyGenerator(bits, true).keyID(id).generate();
        } catch (JOSEException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static ECKey ec(String id) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
        } catch (JOSEException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
