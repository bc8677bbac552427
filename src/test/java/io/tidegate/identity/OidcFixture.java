package io.tidegate.identity;

import static io.tidegate.identity.TestProvider.AUDIENCE;
import static io.tidegate.identity.TestProvider.ISSUER;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.identity.IssuerSettings.ClaimNames;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/// A gateway that takes the tokens of a provider in memory, and what to expect of it.
abstract class OidcFixture {
    /// Of a provider that can't be asked about tokens.
    static final IntrospectionSource ASKED_IN_VAIN = (_, _, _, _) -> {
        throw new IOException("nothing is asked here");
    };

    final TestTime time = new TestTime();
    final TestProvider provider = new TestProvider();

    Authenticator authenticator = authenticator(IssuerFixture.usual(ISSUER, AUDIENCE));

    Authenticator authenticator(IssuerSettings... issuers) {
        OidcTokens tokens = new OidcTokens(
                List.of(issuers),
                new OidcTokens.Sources(provider, ASKED_IN_VAIN),
                new OidcTokens.Surroundings(time, time::nanoTime, new Random(1), Runnable::run));
        return new Authenticator(Optional.empty(), Optional.of(tokens), Authenticator.AnonymousAccess.LOOPBACK_ONLY);
    }

    Outcome present(String token) {
        return authenticator.authenticate(
                new Presented(List.of("Bearer " + token), Presented.Reach.LOOPBACK, TestProvider.AUDIENCE));
    }

    Principal accepted(String token) {
        Outcome outcome = present(token);
        assertThat(outcome).isInstanceOf(Outcome.Authenticated.class);
        return ((Outcome.Authenticated) outcome).principal();
    }

    void assertRejected(String token, Why why) {
        Outcome outcome = present(token);
        assertThat(outcome).isInstanceOf(Outcome.Rejected.class);
        Outcome.Rejected rejected = (Outcome.Rejected) outcome;
        assertThat(rejected.why()).as(rejected.description()).isEqualTo(why);
        assertThat(rejected.description()).matches("[\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]+");
    }

    static IssuerSettings withGroups(String... claims) {
        return IssuerFixture.of(ISSUER, AUDIENCE)
                .withClaims(new ClaimNames(
                        new ClaimPath("sub"),
                        Stream.of(claims).map(ClaimPath::new).toList(),
                        List.of(),
                        Optional.empty()))
                .made();
    }
}
