package io.tidegate.oauth;

import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import io.tidegate.oauth.OauthFailed.Fault;
import io.tidegate.secret.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What an authorization server gave (RFC 6749, section 5.1).
///
/// @param until when the access token ends; empty where that was not said
/// @param scopes that it says it is for, or else those that were asked for
/// @param bound whether the access token is bound to our key (RFC 9449)
record Tokens(Secret access, Optional<Instant> until, Optional<Secret> refresh, Set<String> scopes, boolean bound) {
    private static final int LENGTH_MAX = 16 << 10;
    private static final double SECONDS_MAX = Duration.ofDays(3650).toSeconds();

    Tokens {
        scopes = Set.copyOf(scopes);
    }

    /// The same, for these scopes.
    Tokens with(Set<String> known) {
        return new Tokens(access, until, refresh, known, bound);
    }

    /// The same, with that refresh token where no newer one came.
    Tokens orRefreshedBy(Secret before) {
        return new Tokens(access, until, refresh.or(() -> Optional.of(before)), scopes, bound);
    }

    /// @param type what kind of token it must be; what is only exchanged again is none
    static Tokens read(JsonValue answer, Set<String> asked, Instant now, Type type) throws OauthFailed {
        Secret access = answer.string("access_token")
                .filter(Tokens::isToken)
                .map(Secret::of)
                .orElseThrow(() -> wrong("answered without a usable `access_token`"));
        String kind = answer.string("token_type").orElse("").toLowerCase(Locale.ROOT);
        boolean bound = type == Type.BOUND && kind.equals("dpop");
        if (type != Type.ANY && !bound && !kind.equals("bearer")) {
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
                answer.string("scope").map(ServerChallenge::scopes).orElse(asked),
                bound);
    }

    enum Type {
        BEARER,
        /// One that is bound to our key, or a bearer token.
        BOUND,
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
