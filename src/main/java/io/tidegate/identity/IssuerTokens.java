package io.tidegate.identity;

import io.tidegate.identity.OidcTokens.Surroundings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Is this a token of this issuer, and whom does it speak of? Checks by RFC 9068 and RFC 8725 what a resource server
/// must, but not whom it was given out for.
final class IssuerTokens {
    private static final Logger LOG = LoggerFactory.getLogger(IssuerTokens.class);
    private static final Duration TELL_AGAIN = Duration.ofMinutes(1);

    private final IssuerSettings settings;
    private final SigningKeys keys;
    private final InstantSource clock;
    private volatile Instant told = Instant.EPOCH;

    IssuerTokens(IssuerSettings settings, JwksSource source, Surroundings around) {
        this.settings = settings;
        this.clock = around.clock();
        this.keys = new SigningKeys(settings, source, clock, around.random(), around.background());
    }

    /// @param token which names this issuer
    VerifiedToken verify(TokenParts token) throws Rejection {
        if (!settings.algorithms().contains(token.algorithm())) {
            throw new Rejection(
                    Why.ALGORITHM_NOT_ALLOWED, "the token is not signed with an algorithm that is allowed here");
        }
        Claims claims = new Claims(token.claims());
        if (keys.fitting(token).stream()
                .filter(key -> key.isOf(settings.issuer(), claims.tenant()))
                .noneMatch(key -> Signatures.valid(token, key.jwk()))) {
            throw new Rejection(Why.BAD_SIGNATURE, "the token's signature is not valid");
        }
        Instant ends = claims.checkTimes(clock.instant(), settings.clockSkew());
        claims.checkUnbound();
        return new VerifiedToken(principal(claims, ends), Audience.of(claims.audiences()), settings);
    }

    private void checkWhole(Claims claims) throws Rejection {
        try {
            claims.checkWhole(settings.claims());
        } catch (Rejection left) {
            Instant now = clock.instant();
            if (now.isAfter(told.plus(TELL_AGAIN))) {
                told = now;
                LOG.warn(
                        "{} leaves the groups out of tokens of users who have many, and those are refused: have it send"
                                + " roles, or only the groups that policies use (docs/identity.md)",
                        settings.issuer());
            }
            throw left;
        }
    }

    private Principal principal(Claims claims, Instant ends) throws Rejection {
        String user = claims.user(settings.claims().user());
        checkWhole(claims);
        return new Principal(
                user,
                claims.display(user),
                claims.names(settings.claims().groups()),
                claims.names(settings.claims().roles()),
                new Authentication.OidcToken(
                        settings.issuer(), claims.client(settings.claims().client()), claims.scopes()),
                Optional.of(ends),
                Principal.DEFAULT_TENANT);
    }
}
