package io.tidegate.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Is a URL judged by the host that every reader of it would go to?
final class UrlRulesTest {
    private static final UrlRules PUBLIC = new UrlRules(Set.of(Scheme.HTTPS), List.of(), Set.of());
    private static final UrlRules LISTED = new UrlRules(
            Set.of(Scheme.HTTPS, Scheme.WSS),
            List.of("api.example.com", "*.cdn.example.com", "10.0.0.5", "[fd00::5]", "localhost"),
            Set.of(8443));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com",
                "HTTPS://Example.COM.:443/a?b#c",
                "https://b\u00fccher.example.net/",
                "https://[2606:4700:4700::1111]/",
                "https://[::ffff:8.8.8.8]/",
                "https://1and1.com/"
            })
    void passesPublicHosts(String url) {
        assertThat(PUBLIC.judge(url)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.example.com/",
                "wss://a.b.cdn.example.com:8443/",
                "https://10.0.0.5/",
                "https://[FD00:0::5]:8443/",
                "https://localhost/"
            })
    void passesWhatIsListed(String url) {
        assertThat(LISTED.judge(url)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    https://10.0.0.6/                | PRIVATE
                    https://[fd00::6]/               | PRIVATE
                    https://localhost.localdomain/   | PRIVATE
                    https://example.com/             | HOST
                    https://8.8.8.8/                 | HOST
                    https://cdn.example.com/         | HOST
                    https://api.example.com:9/       | PORT
                    http://api.example.com/          | SCHEME
                    https://10.0.5/                  | NOTATION
                    https://0xa.0.0.5/               | NOTATION
                    https://a@api.example.com/       | USER
                    https://api.example.com?@b       | USER
                    https://api.example.com%2f/      | ENCODED
                    https://api.exa mple.com/        | CHARACTERS
                    https://api.example.com\\/        | CHARACTERS
                    https:/api.example.com/          | MALFORMED
                    //api.example.com/               | MALFORMED
                    https://[api.example.com]/       | MALFORMED
                    """)
    void refusesWhatIsNot(String url, UrlFault fault) {
        assertThat(LISTED.judge(url)).contains(fault);
    }

    @Test
    void refusesWhatIsVeryLong() {
        assertThat(PUBLIC.judge("https://example.com/" + "a".repeat(UrlRules.LENGTH_MAX)))
                .contains(UrlFault.TOO_LONG);
        assertThat(PUBLIC.judge("https://" + "a".repeat(64) + ".example.net/")).contains(UrlFault.MALFORMED);
    }

    @Test
    void hostsAreNamedInOneWay() {
        for (String host : List.of("example.com", "*.a.example.com", "a_b.example.com", "10.0.0.5", "[::1]", "wiki")) {
            assertThat(UrlRules.isHost(host)).as(host).isTrue();
        }
        for (String host : List.of(
                "Example.com",
                "example.com.",
                "example.com:80",
                "*",
                "*.com",
                "*.*.example.com",
                "10.5",
                "",
                "a b",
                "https://a.example.com",
                "b\u00fccher.example.net",
                "::1",
                "*.10.0.0.5",
                "a..b")) {
            assertThat(UrlRules.isHost(host)).as(host).isFalse();
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new UrlRules(Set.of(Scheme.HTTPS), List.of("*"), Set.of()));
    }
}
