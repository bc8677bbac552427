package io.tidegate.identity;

import com.nimbusds.jose.util.Base64URL;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// What stands in a signed token (JWS compact form, RFC 7515)? Read once; nothing in it is believed yet.
///
/// `jku`, `x5u`, `jwk` and `x5c` in a token's header are never looked at: keys come from the provider alone. Only a
/// proof brings its key along (RFC 9449).
record TokenParts(
        Algorithm algorithm,
        Optional<String> keyId,
        JsonNode header,
        JsonNode claims,
        String signedText,
        Base64URL signature) {
    private static final Set<String> TYPES = Set.of("jwt", "jose", "at+jwt", "application/jwt", "application/at+jwt");

    private static final Set<String> GRANT_TYPES = Set.of("oauth-id-jag+jwt", "application/oauth-id-jag+jwt");
    private static final Set<String> CLIENT_TYPES =
            Set.of("jwt", "jose", "client-authentication+jwt", "application/client-authentication+jwt");

    static TokenParts parse(String token) throws Rejection {
        TokenParts parts = read(token, "the credential is neither an API key nor a signed token");
        JsonNode header = parts.header();
        if (header.has("typ")
                && StrictJson.text(header, "typ")
                        .filter(type -> TYPES.contains(type.toLowerCase(Locale.ROOT)))
                        .isEmpty()) {
            throw new Rejection(Why.WRONG_TYPE, "the token is of another type than an access token");
        }
        return parts;
    }

    /// An ID-JAG (draft-ietf-oauth-identity-assertion-authz-grant, section 3): nothing else has its type, so that
    /// neither
    /// an access token nor an id token can pass for one.
    static TokenParts ofGrant(String text) throws Rejection {
        return typed(text, GRANT_TYPES, "the assertion is of another type than oauth-id-jag+jwt");
    }

    /// What a client proves itself with (RFC 7523, section 2.2).
    static TokenParts ofClient(String text) throws Rejection {
        TokenParts parts = read(text, "the client's assertion is not a signed token");
        return parts.header().has("typ")
                ? typed(text, CLIENT_TYPES, "the client's assertion is of another type than one")
                : parts;
    }

    private static TokenParts typed(String text, Set<String> types, String otherwise) throws Rejection {
        TokenParts parts = read(text, "the assertion is not a signed token");
        if (StrictJson.text(parts.header(), "typ")
                .filter(type -> types.contains(type.toLowerCase(Locale.ROOT)))
                .isEmpty()) {
            throw new Rejection(Why.WRONG_TYPE, otherwise);
        }
        return parts;
    }

    /// Refuses what the owner of these keys did not sign, in a way that is allowed.
    void checkSigned(IssuerSettings settings, SigningKeys keys) throws Rejection {
        if (!settings.algorithms().contains(algorithm)) {
            throw new Rejection(
                    Why.ALGORITHM_NOT_ALLOWED, "the token is not signed with an algorithm that is allowed here");
        }
        Optional<String> tenant = new Claims(claims).tenant();
        if (keys.fitting(this).stream()
                .filter(key -> key.isOf(settings.issuer(), tenant))
                .noneMatch(key -> Signatures.valid(this, key.jwk()))) {
            throw new Rejection(Why.BAD_SIGNATURE, "the token's signature is not valid");
        }
    }

    /// A proof of a key (RFC 9449, section 4.2). Everything wrong with it is an invalid proof.
    static TokenParts proof(String text) throws Rejection {
        TokenParts parts;
        try {
            parts = read(text, "");
        } catch (Rejection _) {
            throw new Rejection(Why.INVALID_PROOF, "the proof can't be read, or has an algorithm that is not allowed");
        }
        if (!StrictJson.text(parts.header(), "typ").equals(Optional.of("dpop+jwt"))) {
            throw new Rejection(Why.INVALID_PROOF, "the proof is of another type than dpop+jwt");
        }
        return parts;
    }

    private static TokenParts read(String token, String otherwise) throws Rejection {
        if (token.length() > Credential.LENGTH_MAX) {
            throw malformed("the token is longer than 16 KB");
        }
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            throw malformed(otherwise);
        }
        JsonNode header = object(parts[0]);
        Algorithm algorithm = algorithm(header);
        if (header.has("crit") || header.has("b64")) {
            throw malformed("the token demands an extension that is not supported");
        }
        return new TokenParts(
                algorithm,
                keyId(header),
                header,
                object(parts[1]),
                parts[0] + "." + parts[1],
                Base64URL.encode(decoded(parts[2])));
    }

    /// Whether it is meant to be a signed token. Everything else only its issuer can read.
    static boolean isSigned(String token) {
        return token.startsWith("eyJ")
                && token.chars().filter(letter -> letter == '.').count() == 2;
    }

    private static Algorithm algorithm(JsonNode header) throws Rejection {
        return StrictJson.text(header, "alg")
                .flatMap(Algorithm::named)
                .orElseThrow(() -> new Rejection(
                        Why.ALGORITHM_NOT_ALLOWED, "the token is not signed with an algorithm that is allowed here"));
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
            byte[] bytes = Base64.getUrlDecoder().decode(part);
            // The decoder passes over bits at the end: else one token would have many texts.
            if (!Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(part)) {
                throw malformed("the token cannot be read");
            }
            return bytes;
        } catch (IllegalArgumentException _) {
            throw malformed("the token cannot be read");
        }
    }

    private static Rejection malformed(String description) {
        return new Rejection(Why.MALFORMED, description);
    }
}
