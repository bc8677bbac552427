package io.tidegate.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.identity.Authenticator.AnonymousAccess;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AuthenticatorTest {
    private static Outcome present(AnonymousAccess anonymous, Presented.Reach reach, String... headers) {
        return new Authenticator(Optional.empty(), Optional.empty(), anonymous)
                .authenticate(new Presented(List.of(headers), reach, TestProvider.AUDIENCE));
    }

    @Test
    void letsNobodyInOnLoopbackOnlyAndOnlyWhenConfigured() {
        assertThat(present(AnonymousAccess.LOOPBACK_ONLY, Presented.Reach.LOOPBACK))
                .isEqualTo(new Outcome.Authenticated(Principal.anonymous()));
        assertThat(present(AnonymousAccess.LOOPBACK_ONLY, Presented.Reach.NETWORK))
                .isEqualTo(new Outcome.NoCredential());
        assertThat(present(AnonymousAccess.REFUSED, Presented.Reach.LOOPBACK)).isEqualTo(new Outcome.NoCredential());
        assertThat(present(AnonymousAccess.REFUSED, Presented.Reach.NETWORK)).isEqualTo(new Outcome.NoCredential());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "Bearer",
                "Bearer ",
                "Bearer a b",
                "Bearer a,b",
                "Basic dXNlcjpwYXNz",
                "bearer\ttoken",
                "token",
                "Bearer tg_x\u0000",
                "Bearer \"tg_x\"",
                "Digest abc"
            })
    void aBadCredentialIsRefusedAndNeverBecomesAnonymous(String header) {
        Outcome outcome = present(AnonymousAccess.LOOPBACK_ONLY, Presented.Reach.LOOPBACK, header);
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Rejected.class, rejected -> assertThat(rejected.why())
                .isEqualTo(Why.MALFORMED));
    }

    @Test
    void refusesSeveralHeaders() {
        Outcome outcome = present(AnonymousAccess.LOOPBACK_ONLY, Presented.Reach.LOOPBACK, "Bearer a", "Bearer a");
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Rejected.class, rejected -> assertThat(rejected.why())
                .isEqualTo(Why.SEVERAL_CREDENTIALS));
    }

    @Test
    void refusesAnOversizedHeader() {
        Outcome outcome =
                present(AnonymousAccess.LOOPBACK_ONLY, Presented.Reach.LOOPBACK, "Bearer " + "a".repeat(16 * 1024 + 1));
        assertThat(outcome).isInstanceOf(Outcome.Rejected.class);
    }

    @Test
    void saysWhichKindsAreNotTaken() throws Exception {
        String key = ApiKeyText.random(new java.security.SecureRandom()).reveal();
        for (String text : List.of(key, "a.b.c")) {
            Outcome outcome = present(AnonymousAccess.LOOPBACK_ONLY, Presented.Reach.LOOPBACK, "bearer " + text);
            assertThat(outcome).isInstanceOfSatisfying(Outcome.Rejected.class, rejected -> assertThat(rejected.why())
                    .isEqualTo(Why.NOT_ACCEPTED));
        }
    }

    @Test
    void showsNoCredentialInItsText() {
        assertThat(new Presented(List.of("Bearer secret"), Presented.Reach.NETWORK, TestProvider.AUDIENCE).toString())
                .doesNotContain("secret");
    }

    @Test
    void nobodyElseIsAnonymous() {
        assertThatThrownBy(() -> new Principal(
                        "anonymous",
                        "x",
                        Set.of(),
                        new Authentication.ApiKey("key_1"),
                        Optional.empty(),
                        Principal.DEFAULT_TENANT))
                .hasMessageContaining("reserved");
        assertThatThrownBy(() -> new Principal(
                        "alice",
                        "alice",
                        Set.of(),
                        new Authentication.Anonymous(),
                        Optional.empty(),
                        Principal.DEFAULT_TENANT))
                .hasMessageContaining("reserved");
    }

    @Test
    void keysOfPrincipalsCannotRunIntoEachOther() {
        assertThat(key("k1", "1:a")).isNotEqualTo(key("k", "11:a"));
        assertThat(key("a", "b").length()).isPositive();
        assertThat(Principal.anonymous().key()).isEqualTo(Principal.anonymous().key());
    }

    private static String key(String keyId, String user) {
        return new Principal(
                        user,
                        user,
                        Set.of(),
                        new Authentication.ApiKey(keyId),
                        Optional.empty(),
                        Principal.DEFAULT_TENANT)
                .key();
    }
}
