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
                "+4",
                "+4 ",
                "kind: Secret\n",
                "data:\n  a: bbbbbbbbbbbbbbbb\n",
                "1.1.1.1 ",
                "a:b:",
                "00:",
                "SSN 5",
                "phone 4 ",
                "1 A St ",
                " st",
                "0xaa",
                "bc1q",
                "5 May ",
                "_-",
                "okta=",
                "okta_key ",
                "okta_key=aaaa1",
                "twitter token is ",
                "twitter_secret=\"a1b2c3d4e5f6a7b8c9d0\" ",
                "datadog.api.key.",
                "key=asana:slack:",
                "sumo xray duo ",
                "basic QUFB ",
                "auth:QUFB",
                "auth=",
                "curl -u a:b ",
                "curl -ua:bcdef",
                " --user ",
                "machine a.b login c password d ",
                "machine a.b login c login d account e login f ",
                "a:5432:b:c:d",
                ":5432:",
                "otpauth://",
                "otpauth://secret=",
                "\"kty\"",
                "{\"kty\":\"d\":\"",
                "\"d\":\"kty\"}",
                "+ASt",
                "A+ASt+ASt",
                "AzSeAzSe ",
                "aAZDO",
                "JQQJ9",
                "1234567890:AA",
                ":AA",
                "a-us1 ",
                "/with/key/",
                "a_mmk",
                ".atlasv1.",
                "00D",
                "pk_1",
                "-AIza-hvs.-SG.-ATATT3-ya29.-&sig=-fm2_",
                "$6$",
                "$2a$1",
                "IBAAKC",
                "IBADANBgkqhkiG9w0BAQEFAASC",
                "xprv ",
                "nsec1 ",
                "pypi-AgE ",
                "--password ",
                "--password=--token ",
                "glsa_ glc_eyJ ",
                "sntrys_eyJ_");
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
