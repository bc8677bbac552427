package io.tidegate.identity;

import java.util.List;
import java.util.Locale;

/// Which kind of credential stands in the `Authorization` header? Decides by its shape alone, before any check.
sealed interface Credential {
    /// The largest token we read. Real ones are 1 to 4 KB; larger ones do not fit most servers' headers.
    int LENGTH_MAX = 16 * 1024;

    record None() implements Credential {}

    record Key(ApiKeyText text) implements Credential {}

    record Token(String text) implements Credential {
        @Override
        public String toString() {
            return "Token[hidden]";
        }
    }

    static Credential in(List<String> authorization) throws Rejection {
        return switch (authorization.size()) {
            case 0 -> new None();
            case 1 -> of(authorization.getFirst());
            default -> throw malformed("there must be one Authorization header, not several");
        };
    }

    private static Credential of(String header) throws Rejection {
        if (header.length() > LENGTH_MAX + "Bearer ".length()) {
            throw malformed("the credential is longer than 16 KB");
        }
        int blank = header.indexOf(' ');
        if (blank < 0 || !header.substring(0, blank).toLowerCase(Locale.ROOT).equals("bearer")) {
            throw malformed("the Authorization header must read: Bearer, a blank, the API key or token");
        }
        String text = header.substring(blank + 1).strip();
        if (!text.chars().allMatch(Credential::mayStandInToken) || text.isEmpty()) {
            throw malformed("the credential holds characters that no API key or token has");
        }
        return text.startsWith(ApiKeyText.PREFIX) ? new Key(ApiKeyText.parse(text)) : new Token(text);
    }

    // b64token, RFC 6750 section 2.1, which also allows for what we then refuse as no JWT
    private static boolean mayStandInToken(int character) {
        return (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || (character >= '0' && character <= '9')
                || "-._~+/=".indexOf(character) >= 0;
    }

    private static Rejection malformed(String description) {
        return new Rejection(Why.MALFORMED, description);
    }
}
