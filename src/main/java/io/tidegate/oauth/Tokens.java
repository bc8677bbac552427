package io.tidegate.oauth;

import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import io.tidegate.oauth.OauthFailed.Fault;
import io.tidegate.secret.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// What an authorization server gave (RFC 6749, section 5.1).
///
/// @param until when the access token ends; empty where that was not said
/// @param scopes that it says it is for, or else those that were asked for
record Tokens(Secret access, Optional<Instant> until, Optional<Secret> refresh, Set<String> scopes) {
    private static final int LENGTH_MAX = 16 << 10;
    private static final double SECONDS_MAX = Duration.ofDays(3650).toSeconds();

    Tokens {
        scopes = Set.copyOf(scopes);
    }

    /// @param type whether it must be a bearer token; what is only exchanged again is none
    static Tokens read(JsonValue answer, Set<String> asked, Instant now, Type type) throws OauthFailed {
        Secret access = answer.string("access_token")
                .filter(Tokens::isToken)
                .map(Secret::of)
                .orElseThrow(() -> wrong("answered without a usable `access_token`"));
        boolean bearer =
                answer.string("token_type").filter("bearer"::equalsIgnoreCase).isPresent();
        if (type == Type.BEARER && !bearer) {
            throw wrong("gave a token of another type than Bearer");
        }
        Optional<Instant> until = answer.get("expires_in")
                .filter(value -> value.is(JsonKind.NUMBER) || value.is(JsonKind.STRING))
                .flatMap(Tokens::seconds)
                .map(seconds -> now.plusSeconds(seconds));
        return new Tokens(
                access,
                until,
                answer.string("refresh_token").filter(Tokens::isToken).map(Secret::of),
                answer.string("scope").map(ServerChallenge::scopes).orElse(asked));
    }

    enum Type {
        BEARER,
        ANY
    }

    private static Optional<Long> seconds(JsonValue value) {
        try {
            double seconds = Double.parseDouble(value.is(JsonKind.STRING) ? value.text() : value.json());
            return seconds >= 0 ? Optional.of((long) Math.min(seconds, SECONDS_MAX)) : Optional.empty();
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    /// Nothing that could end a header or begin another.
    private static boolean isToken(String text) {
        return !text.isEmpty()
                && text.length() <= LENGTH_MAX
                && text.chars().allMatch(letter -> letter > ' ' && letter < 127);
    }

    private static OauthFailed wrong(String what) {
        return new OauthFailed(Fault.AUTHORIZATION_SERVER, "the authorization server " + what);
    }

    boolean endsBefore(Instant then) {
        return until.filter(end -> !end.isAfter(then)).isPresent();
    }
}
