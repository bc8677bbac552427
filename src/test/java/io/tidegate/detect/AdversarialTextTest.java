package io.tidegate.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Holds the work of a scan to a multiple of the text's length, counted and not timed, on texts made to cost much.
class AdversarialTextTest {
    private static final int LENGTH = 10_240;
    private static final int STEPS_PER_CHARACTER_MAX = 40; // the budget refuses at 64

    static Stream<String> units() {
        return Stream.of(
                "@",
                "a@",
                "a@a.",
                "%40",
                "&#64;",
                "a%40",
                "\"@",
                "\"a",
                "0",
                "4",
                "41",
                "4 ",
                "4111 ",
                "4111-1111 ",
                "411111111111111",
                "4.1",
                "A",
                "a",
                "e",
                "eyJ",
                "eyJ.",
                "eyJ-",
                "eyJhbGciOiJIUzI1NiJ9.",
                "sk-",
                "sk-a1",
                "glpat-",
                "ghp_",
                "xoxb-",
                "sk-ant-sk-",
                "AKIA",
                "AKIAQ7RT2LMX6VBZ4KDW ",
                "SG.",
                "://",
                "://a:",
                "x://a:a@",
                "Q~",
                "1Q~",
                "password",
                "password=",
                "password=a",
                "token=token:",
                "secret \"",
                "bearer ",
                "authorization: ",
                "-----BEGIN ",
                "-----BEGIN PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----a",
                "-----END ",
                "GB82",
                "GB82 ",
                "GB82-",
                "DE89 3704 ",
                "\\n",
                "\\n4",
                "=",
                "/",
                "-",
                "\u200B",
                "\uFF14",
                "𝟒",
                "é",
                "key-",
                "pat",
                "md-",
                "cio ",
                "PRIVATE-LINES: 1 ",
                "&sig=a",
                "hooks.slack.com/services/",
                "QUFBQUFBQUFB",
                "c2stc2stc2stc2st",
                "+",
                "_-");
    }

    @ParameterizedTest
    @MethodSource("units")
    void workStaysLinear(String unit) {
        String text = unit.repeat(LENGTH / unit.length() + 1).substring(0, LENGTH);
        assertThat(steps(text)).isLessThan((long) STEPS_PER_CHARACTER_MAX * LENGTH);
        assertThat(steps("x" + text)).isLessThan((long) STEPS_PER_CHARACTER_MAX * LENGTH);
    }

    @ParameterizedTest
    @MethodSource("units")
    void workOnEncodedStaysLinear(String unit) {
        String inner = unit.repeat(LENGTH / unit.length());
        String text = Samples.base64(Samples.base64(inner));
        assertThat(steps(text)).isLessThan((long) STEPS_PER_CHARACTER_MAX * text.length());
    }

    private static long steps(String text) {
        return switch (Samples.SCANNER.scan(text)) {
            case Examination.Complete complete -> complete.steps();
            case Examination.TooMuchToExamine _ -> Long.MAX_VALUE;
        };
    }
}
