package io.tidegate.identity;

import java.util.List;
import java.util.Locale;

/// Which kind of credential stands in the `Authorization` header? Decides by its shape alone, before any check.
sealed interface Credential {
    /// The largest token we read. Real ones are 1 to 4 KB; larger ones do not fit most servers' headers.
    int LENGTH_MAX = 16 * 1024;

    record None() implements Credential {}

    record Key(ApiKeyText text) implements Credential {}

    /// With which scheme a token is shown: RFC 6750, or RFC 9449 with a proof of its key.
    enum Scheme {
        BEARER,
        DPOP
    }

    record Token(String text, Scheme scheme) implements Credential {
        @Override
        public String toString() {
            return "Token[hidden]";
        }
    }

    static Credential in(List<String> authorization) throws Rejection {
        return switch (authorization.size()) {
            case 0 -> new None();
            case 1 -> of(authorization.getFirst());
            default ->
                throw new Rejection(Why.SEVERAL_CREDENTIALS, "there must be one Authorization header, not several");
        };
    }

    private static Credential of(String header) throws Rejection {
        if (header.length() > LENGTH_MAX + "Bearer ".length()) {
            throw malformed("the credential is longer than 16 KB");
        }
        int blank = header.indexOf(' ');
        Scheme scheme = scheme(blank < 0 ? header : header.substring(0, blank));
        String text = blank < 0 ? "" : header.substring(blank + 1).strip();
        if (!mayStandInToken(text)) {
            throw malformed("the credential holds characters that no API key or token has, or none at all");
        }
        if (!text.startsWith(ApiKeyText.PREFIX)) {
            return new Token(text, scheme);
        }
        ApiKeyText key = ApiKeyText.parse(text);
        return switch (scheme) {
            case BEARER -> new Key(key);
            case DPOP -> throw malformed("an API key is shown as Bearer");
        };
    }

    private static Scheme scheme(String word) throws Rejection {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "bearer" -> Scheme.BEARER;
            case "dpop" -> Scheme.DPOP;
            default -> throw malformed("the Authorization header must read: Bearer, a blank, the API key or token");
        };
    }

    /// b64token, RFC 6750 section 2.1, which also allows for what we then refuse as no JWT. A loop: every call pays it.
    private static boolean mayStandInToken(String text) {
        for (int at = 0; at < text.length(); at++) {
            char letter = text.charAt(at);
            boolean usual = (letter >= 'a' && letter <= 'z')
                    || (letter >= 'A' && letter <= 'Z')
                    || (letter >= '0' && letter <= '9');
            if (!usual && "-._~+/=".indexOf(letter) < 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static Rejection malformed(String description) {
        return new Rejection(Why.MALFORMED, description);
    }
}
