package io.tidegate.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.call.Reason;
import io.tidegate.call.Samples;
import io.tidegate.config.Access;
import io.tidegate.config.Guard;
import io.tidegate.config.Pointer;
import io.tidegate.guard.Scheme;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class UrlTargetTest {
    private static UrlTarget control(String... hosts) {
        Guard.Parameters in = new Guard.Parameters(List.of(new Pointer("url")), Access.ALLOWED);
        return new UrlTarget(
                GuardFixture.of(new Guard.Rule.Urls(in, List.of(Scheme.HTTPS), List.of(hosts), List.of())));
    }

    private static String refused(UrlTarget control, String value) {
        return Verdicts.refuses(control.judge(Samples.call("{\"url\":" + value + "}")), Reason.URL_NOT_ALLOWED)
                .detail();
    }

    @Test
    void passesWhatIsAllowed() {
        Verdicts.passes(control().judge(Samples.call("{\"url\":\"https://example.com/\"}")));
        Verdicts.passes(control("example.com").judge(Samples.call("{\"url\":\"https://example.com/\"}")));
        Verdicts.passes(control("example.com").judge(Samples.call("{}")));
    }

    @Test
    void refusesWhatIsNot() {
        assertThat(refused(control("example.com"), "\"https://example.org/\"")).isEqualTo("url: host");
        assertThat(refused(control(), "\"https://127.1/\"")).isEqualTo("url: notation");
        assertThat(refused(control(), "\"http://example.com/\"")).isEqualTo("url: scheme");
        assertThat(refused(control(), "7")).isEqualTo("url: not-text");
        assertThat(refused(control(), "null")).isEqualTo("url: unfit");
    }

    @Test
    void tellsWhatIsAllowedAndNotTheUrl() {
        String[] hosts =
                IntStream.range(0, 9).mapToObj(at -> "h" + at + ".example.com").toArray(String[]::new);
        assertThat(Verdicts.refuses(
                                control(hosts).judge(Samples.call("{\"url\":\"https://10.0.0.5/secret\"}")),
                                Reason.URL_NOT_ALLOWED)
                        .told())
                .startsWith("The argument `url` leads to a private network, or to the machine itself."
                        + " Allowed are `https://` and the hosts `h0.example.com`, ")
                .endsWith("`h7.example.com` and 1 more.")
                .doesNotContain("secret", "10.0.0.5");
    }
}
