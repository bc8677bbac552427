package io.tidegate.identity;

import com.nimbusds.jose.util.Base64URL;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// What stands in a signed token (JWS compact form, RFC 7515)? Read once; nothing in it is believed yet.
///
/// `jku`, `x5u`, `jwk` and `x5c` in the header are never looked at: keys come from the provider alone.
record TokenParts(
        Algorithm algorithm, Optional<String> keyId, JsonNode claims, String signedText, Base64URL signature) {
    private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/jwt", "application/at+jwt");

    static TokenParts parse(String token) throws Rejection {
        if (token.length() > Credential.LENGTH_MAX) {
            throw malformed("the token is longer than 16 KB");
        }
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            throw malformed("the credential is neither an API key nor a signed token");
        }
        JsonNode header = object(parts[0]);
        Algorithm algorithm = algorithm(header);
        refuseWhatWeDoNotUnderstand(header);
        return new TokenParts(
                algorithm,
                keyId(header),
                object(parts[1]),
                parts[0] + "." + parts[1],
                Base64URL.encode(decoded(parts[2])));
    }

    private static Algorithm algorithm(JsonNode header) throws Rejection {
        return StrictJson.text(header, "alg")
                .flatMap(Algorithm::named)
                .orElseThrow(() -> new Rejection(
                        Why.ALGORITHM_NOT_ALLOWED, "the token is not signed with an algorithm that is allowed here"));
    }

    private static void refuseWhatWeDoNotUnderstand(JsonNode header) throws Rejection {
        if (header.has("crit") || header.has("b64")) {
            throw malformed("the token demands an extension that is not supported");
        }
        if (header.has("typ")
                && StrictJson.text(header, "typ")
                        .filter(type -> TYPES.contains(type.toLowerCase(Locale.ROOT)))
                        .isEmpty()) {
            throw new Rejection(Why.WRONG_TYPE, "the token is of another type than an access token");
        }
    }

    private static Optional<String> keyId(JsonNode header) throws Rejection {
        if (!header.has("kid")) {
            return Optional.empty();
        }
        return Optional.of(StrictJson.text(header, "kid")
                .filter(id -> id.length() <= Names.LENGTH_MAX)
                .orElseThrow(() -> malformed("the token names its key in a way that cannot be read")));
    }

    private static JsonNode object(String part) throws Rejection {
        return StrictJson.object(decoded(part)).orElseThrow(() -> malformed("the token cannot be read"));
    }

    private static byte[] decoded(String part) throws Rejection {
        try {
            if (part.isEmpty() || part.indexOf('=') >= 0) {
                throw malformed("the token cannot be read");
            }
            return Base64.getUrlDecoder().decode(part);
        } catch (IllegalArgumentException _) {
            throw malformed("the token cannot be read");
        }
    }

    private static Rejection malformed(String description) {
        return new Rejection(Why.MALFORMED, description);
    }
}
