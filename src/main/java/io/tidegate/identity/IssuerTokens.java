package io.tidegate.identity;

import io.tidegate.crypto.Digest;
import io.tidegate.identity.OidcTokens.Sources;
import io.tidegate.identity.OidcTokens.Surroundings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Is this a token of this issuer, and whom does it speak of? Checks by RFC 9068 and RFC 8725 what a resource server
/// must, but not whom it was given out for. Where that is configured, it asks the issuer (RFC 7662).
final class IssuerTokens {
    private static final Logger LOG = LoggerFactory.getLogger(IssuerTokens.class);
    private static final Duration TELL_AGAIN = Duration.ofMinutes(1);

    private final IssuerSettings settings;
    private final SigningKeys keys;
    private final Optional<Introspection> introspection;
    private final InstantSource clock;
    private volatile Instant told = Instant.EPOCH;

    IssuerTokens(IssuerSettings settings, Sources sources, Surroundings around) {
        this.settings = settings;
        this.clock = around.clock();
        this.keys = new SigningKeys(settings, sources.documents(), clock, around.random(), around.background());
        this.introspection = settings.introspection().map(how -> new Introspection(settings, how, sources, around));
    }

    /// Whether it can be asked about tokens that nobody else can read.
    boolean readsOpaque() {
        return introspection.filter(one -> one.settings().about().opaque()).isPresent();
    }

    /// @param parts of the token, which names this issuer
    VerifiedToken verify(TokenParts parts, String token, Digest digest) throws Rejection {
        parts.checkSigned(settings, keys);
        Claims claims = new Claims(parts.claims());
        Instant ends = claims.checkTimes(clock.instant(), settings.clockSkew());
        if (introspection.filter(one -> one.settings().about().signed()).isPresent()) {
            checkIssuer(new Claims(introspection.get().claims(token, digest)));
        }
        return verified(claims, ends);
    }

    /// Asks about a token that can't be read here.
    VerifiedToken ask(String token, Digest digest) throws Rejection {
        Claims claims = new Claims(introspection.orElseThrow().claims(token, digest));
        checkIssuer(claims);
        claims.checkAccess();
        Instant now = clock.instant();
        Optional<Instant> ends = claims.checkTimesThere(now, settings.clockSkew());
        return verified(claims, ends.orElse(now.plus(OidcTokens.BELIEVED)));
    }

    private void checkIssuer(Claims claims) throws Rejection {
        if (claims.says("iss") && !claims.issuer().equals(settings.issuer())) {
            throw new Rejection(Why.WRONG_ISSUER, "the token is of an issuer that is not trusted here");
        }
    }

    private VerifiedToken verified(Claims claims, Instant ends) throws Rejection {
        return new VerifiedToken(principal(claims, ends), Audience.of(claims.audiences()), claims.boundTo(), settings);
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
        Optional<String> client = claims.client(settings.claims().client());
        return new Principal(
                user,
                claims.display(user),
                claims.names(settings.claims().groups()),
                claims.names(settings.claims().roles()),
                new Authentication.OidcToken(
                        settings.issuer(), client, claims.scopes(), claims.party(client, settings.agents())),
                Optional.of(ends),
                Principal.DEFAULT_TENANT,
                claims.evidence());
    }
}
