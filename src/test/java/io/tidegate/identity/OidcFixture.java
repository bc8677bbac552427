package io.tidegate.identity;

import static io.tidegate.identity.TestProvider.AUDIENCE;
import static io.tidegate.identity.TestProvider.ISSUER;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// A gateway that takes the tokens of a provider in memory, and what to expect of it.
abstract class OidcFixture {
    final TestTime time = new TestTime();
    final TestProvider provider = new TestProvider();

    Authenticator authenticator = authenticator(OidcSettings.of(ISSUER, AUDIENCE));

    Authenticator authenticator(OidcSettings settings) {
        OidcTokens tokens = new OidcTokens(
                settings, provider, new OidcTokens.Surroundings(time, time::nanoTime, new Random(1), Runnable::run));
        return new Authenticator(Optional.empty(), Optional.of(tokens), Authenticator.AnonymousAccess.LOOPBACK_ONLY);
    }

    Outcome present(String token) {
        return authenticator.authenticate(new Presented(List.of("Bearer " + token), Presented.Reach.LOOPBACK));
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

    static OidcSettings withGroups(String claim) {
        return new OidcSettings(
                ISSUER, AUDIENCE, Optional.empty(), Algorithm.ALL, "sub", claim, Duration.ofSeconds(60));
    }
}
