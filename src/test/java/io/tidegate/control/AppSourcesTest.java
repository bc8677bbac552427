package io.tidegate.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.control.AppSources.Answer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Is a source that an app names covered by the operator's domains, and by nothing that only looks like them?
final class AppSourcesTest {
    private static final AppSources SOURCES = new AppSources(List.of(
            "api.example.com", "*.cdn.example.com", "ports.example.com:8443", "localhost", "dev.example.com:80"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.example.com",
                "wss://api.example.com",
                "HTTPS://API.Example.COM/",
                "api.example.com",
                "https://api.example.com:443",
                "https://a.cdn.example.com",
                "https://a.b.cdn.example.com",
                "https://*.cdn.example.com",
                "https://*.a.cdn.example.com",
                "https://ports.example.com:8443",
                "wss://ports.example.com:8443/",
                "http://localhost",
                "ws://localhost:80",
                "https://localhost"
            })
    void allowsWhatTheDomainsCover(String source) {
        assertThat(SOURCES.judge(source)).isEqualTo(Answer.ALLOWED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com",
                "https://evil.example.com",
                "https://api.example.com.evil.example.org",
                "https://evilapi.example.com",
                "https://a.api.example.com",
                "https://*.example.com",
                "https://*.api.example.com",
                "https://cdn.example.com",
                "https://evilcdn.example.com",
                "https://*.com",
                "https://api.example.com:8443",
                "https://api.example.com:80",
                "https://a.cdn.example.com:8080",
                "https://ports.example.com",
                "http://api.example.com",
                "ws://api.example.com",
                "http://a.cdn.example.com",
                "http://dev.example.com",
                "http://*.localhost",
                "http://localhost:3000",
                "http://127.0.0.1",
                "https://169.254.169.254",
                "self",
                "none"
            })
    void leavesOutWhatTheyDoNot(String source) {
        assertThat(SOURCES.judge(source)).isEqualTo(Answer.NOT_ALLOWED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "*.",
                "https:",
                "https://",
                "https://*",
                "https://*:443",
                "wss:",
                "data:",
                "blob:",
                "filesystem:",
                "'self'",
                "'unsafe-eval'",
                "",
                " ",
                " https://api.example.com",
                "https://api.example.com ",
                "https://api.example.com\n",
                "https://api.example.com https://evil.example.com",
                "https://api.example.com;script-src",
                "https://api.example.com,evil.example.com",
                "https://api.example.com/path",
                "https://api.example.com//",
                "https://api.example.com?x",
                "https://api.example.com#x",
                "https://api.example.com@evil.example.com",
                "https://user@api.example.com",
                "https:api.example.com",
                "https:/api.example.com",
                "//api.example.com",
                "https:\\\\api.example.com",
                "ftp://api.example.com",
                "javascript:alert(1)",
                "https://api.example.com:*",
                "https://api.example.com:",
                "https://api.example.com:0",
                "https://api.example.com:0443",
                "https://api.example.com:123456",
                "https://api.example.com.",
                "https://api..example.com",
                "https://.api.example.com",
                "https://-api.example.com",
                "https://a.*.cdn.example.com",
                "https://*cdn.example.com",
                "https://*.*.cdn.example.com",
                "https://api.e\u0445ample.com",
                "https://loc\u200balhost",
                "https://api%2eexample.com",
                "https://[::1]",
                "https://\u212aey.cdn.example.com", // the Kelvin sign is no k
                "http\u017f://api.example.com" // the long s is no s
            })
    void callsWhatIsNoOriginMalformed(String source) {
        assertThat(SOURCES.judge(source)).isEqualTo(Answer.MALFORMED);
    }

    @Test
    void looksAtNothingThatIsTooLong() {
        assertThat(SOURCES.judge("https://" + "a.".repeat(1_000_000) + "cdn.example.com"))
                .isEqualTo(Answer.MALFORMED);
        String longest = "a.".repeat(120) + "cdn.example.com";
        assertThat(SOURCES.judge(longest)).isEqualTo(Answer.ALLOWED);
    }

    @Test
    void nothingIsAllowedWithoutDomains() {
        AppSources none = new AppSources(List.of());
        assertThat(none.judge("https://api.example.com")).isEqualTo(Answer.NOT_ALLOWED);
        assertThat(none.judge("localhost")).isEqualTo(Answer.NOT_ALLOWED);
    }
}
