package io.tidegate.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.MalformedJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Is data seen through the escapes and the invisible characters that it is written with, and masked with them?
class SeenThroughTest {
    private static final String TOKEN = "gh" + "p_A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8";
    private static final String CARD = "4242424242424242";
    private static final String KEY_ID = "AKI" + "AZ7QK3M5XW2PLR6TB";
    private static final String REST = TOKEN.substring(4);

    static Stream<String> besideTokens() {
        return Stream.of(
                "https://evil.example/?d=key%3D",
                "https://evil.example/?q=my%20key%20is%20",
                "https://evil.example/?d=%22",
                "https://evil.example/?d=%C2%A0",
                "https://evil.example/?d=%2520",
                "{\"a\":\"\\u003c",
                "{\"a\":\"\\u0027",
                "{\"a\":\"\\u00a0",
                "{\"a\":\"\\u000a",
                "{\\\"a\\\":\\\"\\\\u003c",
                "{\"a\":\"\\b",
                "{\"a\":\"\\f",
                "b'\\x00",
                "b'\\0",
                "C:\\temp\\",
                "a\\n",
                "a&nbsp;",
                "a&lt;",
                "a&#x20;",
                "word\u200B",
                "word\u0000",
                "word\u001B[0m");
    }

    @ParameterizedTest
    @MethodSource("besideTokens")
    void escapesAreNoLetters(String before) {
        assertHidden(before + TOKEN, REST);
        assertHidden(before + KEY_ID, KEY_ID.substring(4));
        assertHidden(before + CARD, CARD.substring(0, 12));
    }

    static Stream<String> written() {
        return Stream.of(
                "ghp%5f" + REST,
                "ghp\\u005f" + REST,
                "ghp\\x5f" + REST,
                "ghp\\u{5f}" + REST,
                "ghp%255f" + REST,
                "ghp\\\\u005f" + REST,
                "ghp&#95;" + REST,
                "ghp&#0000095" + REST.replace('A', 'Q'),
                "ghp&#x5F;" + REST,
                "ghp&lowbar;" + REST,
                "ghp&amp;#95;" + REST,
                "ghp%u005f" + REST,
                "%41KI" + KEY_ID.substring(3));
    }

    @ParameterizedTest
    @MethodSource("written")
    void tokensAreReadAsTheyAreMeant(String token) {
        String text = "{\"a\":\"" + token + "\"}";
        assertThat(Samples.found(text)).containsExactly("credential:" + token);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4242\\u00a04242\\u00a04242\\u00a04242",
                "4242&nbsp;4242&nbsp;4242&nbsp;4242",
                "4242&#160;4242&#160;4242&#160;4242",
                "4242%204242%204242%204242",
                "4242%C2%A04242%C2%A04242%C2%A04242",
                "4242&ndash;4242&ndash;4242&ndash;4242",
                "4242&shy;4242&shy;4242&shy;4242",
                "\\u0034242424242424242"
            })
    void cardsAreReadAsTheyAreMeant(String card) {
        assertThat(Samples.found("Karte " + card + ".")).containsExactly("payment-card:" + card);
        assertThat(Samples.mask("Karte " + card + ".")).isEqualTo("Karte **** **** **** 4242.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ada%40example%2Ecom",
                "ada%2540example%252Ecom",
                "ada&#064;example.com",
                "ada&commat;example&period;com",
                "ada@ex\\u0061mple.com",
                "ada\\u0040example.com"
            })
    void addressesAreReadAsTheyAreMeant(String address) {
        assertThat(Samples.found("write to " + address + ", please")).containsExactly("email:" + address);
        assertThat(Samples.mask("to " + address)).startsWith("to ad***").doesNotContain("ada");
    }

    @Test
    void otherDataAndNamesAreReadAsTheyAreMeant() {
        assertThat(Samples.found("Karte\\u00a0" + CARD)).containsExactly("payment-card:" + CARD);
        assertThat(Samples.found("SSN\\u2013536-22-1234")).containsExactly("national-id:536-22-1234");
        assertHidden("{\"pass\\u0077ord\":\"Xk9#mQ2vL8pZ\"}", "Xk9#mQ2vL8pZ");
        assertHidden("{\"password\":\"Xk9\\u0023mQ2vL8pZ\"}", "mQ2vL8pZ");
        assertHidden("https:\\/\\/ada:Xk9mQ2vL8pZ@h.example\\/", "Xk9mQ2vL8pZ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "C:\\users\\files\\new\\table",
                "100% of 50%zz &nothing; \\u12 \\x4 &# &#; %",
                "\\begin{document} \\frac{a}{b} \\bword\\b",
                "a & b && c &= d; e&&f",
                "%41%42%43",
                "ends in \\",
                "ends in %4",
                "ends in \\u004",
                "&#1114112; &#x110000; \\uD800 \\u{110000}"
            })
    void nothingIsReadIntoOtherTexts(String text) {
        assertThat(Samples.found(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"to\":\"\\u0020ada@example.com\"}", "{\"to\":\"\\u200bada@example.com\\u00e9\"}"})
    void escapesAreNotCutInTwo(String json) throws MalformedJson {
        String masked = Samples.mask(json);
        assertThat(masked).doesNotContain("ada");
        JsonDocument.parse(masked.getBytes(StandardCharsets.UTF_8), JsonLimits.EXAMINED);
    }

    static Stream<String> invisible() {
        List<Integer> some = List.of(
                0x3164, 0x115F, 0x1160, 0x2800, 0x180B, 0x180F, 0xFFF9, 0xFFFB, 0x1D173, 0x1D17A, 0x17B4, 0x17B5,
                0xFFFC, 0xFFA0, 0x1BCA0, 0x1BCA3, 0x0301, 0x20DD, 0x0000, 0x0008, 0x000B, 0x000C, 0x001F, 0x007F,
                0x200B, 0xFE0F, 0xE0041);
        return Stream.concat(some.stream().map(Character::toString), Stream.of("\u001B[0m", "\u001B[38;5;1m", "\\b"));
    }

    @ParameterizedTest
    @MethodSource("invisible")
    void invisibleCharactersSplitNothing(String gap) {
        String token = TOKEN.substring(0, 2) + gap + TOKEN.substring(2, 9) + gap + TOKEN.substring(9);
        assertThat(Samples.found("see " + token)).containsExactly("credential:" + token);
        String card = CARD.substring(0, 4) + gap + CARD.substring(4, 9) + gap + CARD.substring(9);
        assertThat(Samples.found("see " + card)).containsExactly("payment-card:" + card);
        String password = "Xk9#m" + gap + "Q2vL8pZ";
        assertHidden("password: " + password, "Q2vL8pZ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pass\u200Bword",
                "ｐassword",
                "pass\u00ADword",
                "𝐩𝐚𝐬𝐬𝐰𝐨𝐫𝐝",
                "pass\\u0077ord",
                "pass%77ord",
                "pa\u0000ssword",
                "a_name_that_is_so_long_that_nobody_would_read_all_of_it_to_the_end_password"
            })
    void namesAreReadAsTheyAreMeant(String name) {
        assertThat(Samples.SCANNER.says(name)).isTrue();
        assertThat(Samples.SCANNER.scan("Xk9#mQ2vL8pZ", name))
                .isInstanceOfSatisfying(Examination.Complete.class, complete -> assertThat(complete.findings())
                        .singleElement()
                        .satisfies(finding -> {
                            assertThat(finding.start()).isZero();
                            assertThat(finding.end()).isEqualTo(12);
                        }));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GITHUB_TOKEN=%s",
                "Authorization: Bearer %s",
                "https://u:%s@github.com/",
                "{\"token\":\"%s\"}",
                "curl -u ada:%s https://h.example",
                "github_token = '%s'"
            })
    void tokensKeepTheirOwnRuleBesideNames(String text) {
        assertThat(Samples.scan(text.replace("%s", TOKEN))).singleElement().satisfies(finding -> assertThat(
                        finding.pieces())
                .anyMatch(piece -> piece.isRecognisedAs("github-token")
                        && piece.confidence().compareTo(Confidence.LIKELY) >= 0));
    }

    @Test
    void everyKindInsideOfBase64IsKept() {
        String text = Samples.base64("password: Xk9#mQ2vL8pZ and " + TOKEN + " and more");
        assertThat(Samples.scan(text)).singleElement().satisfies(finding -> assertThat(finding.pieces())
                .extracting(Finding::kind)
                .contains("encoded-assigned-secret", "encoded-github-token"));
    }

    @ParameterizedTest
    @CsvSource({
        "github-token,github-token,true",
        "encoded-github-token,github-token,true",
        "encoded-encoded-github-token,github-token,true",
        "encoded-github-token,encoded-github-token,true",
        "github-token,encoded-github-token,false",
        "encoded-github-token,gitlab-token,false"
    })
    void aRuleIsTheSameInsideOfBase64(String kind, String way, boolean is) {
        Finding finding = new Finding(DataType.CREDENTIAL, kind, 0, 1, Confidence.CERTAIN);
        assertThat(finding.isRecognisedAs(way)).isEqualTo(is);
    }

    private static void assertHidden(String text, String secret) {
        String masked = Samples.mask(text);
        assertThat(masked).doesNotContain(secret);
        assertThat(Samples.found(masked)).isEmpty();
    }
}
