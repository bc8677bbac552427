package io.tidegate.identity;

import static io.tidegate.identity.TestProvider.AUDIENCE;
import static io.tidegate.identity.TestProvider.ISSUER;
import static io.tidegate.identity.TestProvider.claims;
import static io.tidegate.identity.TestProvider.json;
import static io.tidegate.identity.TestProvider.rs256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.http.Fetcher;
import io.tidegate.http.Headers;
import io.tidegate.identity.IntrospectionSettings.About;
import io.tidegate.secret.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// How long is an issuer's word believed, and about which tokens is it asked? The rest is in `TokenIntrospectionTest`.
final class IntrospectionTest extends OidcFixture {
    private final AtomicInteger asked = new AtomicInteger();
    private volatile String answer = "{\"active\":false}";
    private volatile int status = 200;

    private static IssuerSettings asking(About about) {
        return IssuerFixture.of(ISSUER, AUDIENCE)
                .withIntrospection(new IntrospectionSettings(
                        Optional.of(URI.create("https://login.example.com/introspect")),
                        "tidegate",
                        Secret.of("secret"),
                        about))
                .made();
    }

    private void take(About about) {
        OidcTokens tokens = new OidcTokens(
                List.of(asking(about)),
                new OidcTokens.Sources(provider, (_, _, _, _) -> {
                    asked.incrementAndGet();
                    return new Fetcher.Answer(status, Headers.none(), answer.getBytes(StandardCharsets.UTF_8));
                }),
                new OidcTokens.Surroundings(time, time::nanoTime, new Random(1), Runnable::run));
        authenticator = new Authenticator(Optional.empty(), Optional.of(tokens), Authenticator.AnonymousAccess.REFUSED);
    }

    private static String active(String more) {
        return "{\"active\":true,\"sub\":\"alice\",\"aud\":\"" + AUDIENCE + "\"" + more + "}";
    }

    @Test
    void seesWithinAMinuteThatATokenWasWithdrawn() {
        Map<String, Object> long1 = new HashMap<>(claims());
        long1.put("exp", TestTime.START.getEpochSecond() + 36_000);
        String signed = rs256(long1);
        take(About.ALL);
        for (String token : List.of("opaque", signed)) {
            answer = active("");
            accepted(token);
            int before = asked.get();
            answer = "{\"active\":false}";
            time.pass(Duration.ofSeconds(50));
            accepted(token);
            assertThat(asked).hasValue(before);
            time.pass(Duration.ofSeconds(9));
            assertRejected(token, Why.NOT_ACTIVE);
        }
    }

    @Test
    void believesShortlyThatATokenIsNotActive() {
        take(About.OPAQUE);
        assertRejected("opaque", Why.NOT_ACTIVE);
        answer = active("");
        assertRejected("opaque", Why.NOT_ACTIVE);
        assertThat(asked).hasValue(1);
        time.pass(Introspection.INACTIVE_FOR);
        accepted("opaque");
    }

    /// Else anybody could keep others' tokens from being asked about, with tokens that the issuer can't read.
    @Test
    void aTokenThatTheIssuerCannotReadIsThatTokensFaultAlone() {
        take(About.OPAQUE);
        status = 400;
        answer = "{\"error\":\"invalid_request\"}";
        assertRejected("garbage", Why.NOT_ACTIVE);
        status = 200;
        answer = active("");
        accepted("opaque");
    }

    /// Ten thousand tokens that say little are remembered, and as many that say much took more memory than there is.
    @Test
    void remembersFewerTokensThatSayMuch() {
        take(About.OPAQUE);
        int little = askedAgain(1_000, active(""));
        String groups = IntStream.range(0, 1_000)
                .mapToObj(number -> "\"g" + number + "\"")
                .collect(Collectors.joining(",", "[", "]"));
        int much = askedAgain(1_000, active(",\"groups\":" + groups));
        assertThat(little).isZero();
        assertThat(much).isBetween(400, 1_000); // there is room for 500
    }

    /// How many of so many tokens are asked about when they are shown for the second time.
    private int askedAgain(int tokens, String said) {
        answer = said;
        for (int number = 0; number < tokens; number++) {
            accepted("opaque" + said.length() + number);
        }
        int before = asked.get();
        for (int number = 0; number < tokens; number++) {
            accepted("opaque" + said.length() + number);
        }
        return asked.get() - before;
    }

    @Test
    void asksOnlyAboutTheTokensThatItShould() {
        take(About.OPAQUE);
        accepted(rs256(claims()));
        assertThat(asked).hasValue(0);
        take(About.SIGNED);
        assertRejected("opaque", Why.MALFORMED);
        assertRejected(json(Map.of("alg", "none")), Why.MALFORMED);
        assertThat(asked).hasValue(0);
        assertRejected(rs256(claims()), Why.NOT_ACTIVE);
        assertThat(asked).hasValue(1);
    }

    /// Whoever gets a token of another issuer to see could use it.
    @Test
    void tellsNoIssuerTheTokenOfAnother() {
        take(About.ALL);
        assertRejected(rs256(Map.of("iss", "https://other.example.com")), Why.WRONG_ISSUER);
        assertRejected("eyJ.x.y", Why.MALFORMED);
        assertThat(asked).hasValue(0);
        assertThatThrownBy(() -> authenticator(
                        asking(About.ALL),
                        IssuerFixture.of("https://other.example.com")
                                .withIntrospection(
                                        asking(About.OPAQUE).introspection().orElseThrow())
                                .made()))
                .hasMessageContaining("only one issuer");
    }

    @Test
    void theEndIsTheTokensOrTheBeliefs() {
        take(About.OPAQUE);
        answer = active(",\"exp\":" + (TestTime.START.getEpochSecond() + 20));
        assertThat(accepted("short").expires()).contains(TestTime.START.plusSeconds(20));
        answer = active("");
        assertThat(accepted("unsaid").expires()).contains(TestTime.START.plus(OidcTokens.BELIEVED));
        time.pass(Duration.ofSeconds(81));
        answer = active(",\"exp\":" + (TestTime.START.getEpochSecond() + 20));
        assertRejected("short", Why.EXPIRED);
    }
}
