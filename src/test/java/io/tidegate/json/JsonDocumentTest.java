package io.tidegate.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which bytes does Tidegate refuse to take for JSON, and are the others kept as they are?
class JsonDocumentTest {
    private static MalformedJson fault(byte[] bytes, JsonLimits limits) {
        MalformedJson fault =
                catchThrowableOfType(MalformedJson.class, () -> JsonDocument.parse(bytes.clone(), limits));
        assertThat(fault).as("was accepted").isNotNull();
        assertThat(fault.offset()).isBetween(0, bytes.length);
        return fault;
    }

    private static MalformedJson fault(String json) {
        return fault(json.getBytes(StandardCharsets.UTF_8), JsonLimits.DEFAULT);
    }

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1,\"a\":1}",
                "{\"a\":1,\"\\u0061\":2}",
                "{\"\\u0061\":1,\"a\":2}",
                "{\"x\":[{\"y\":{\"a\":1,\"b\":2,\"c\":3,\"a\":null}}]}",
                "[[[{\"\":0,\"\":0}]]]",
                "{\"é\":1,\"\\u00e9\":2}",
                "{\"\\ud83d\\ude00\":1,\"😀\":2}",
                "{\"😀\":1,\"\\uD83D\\uDE00\":2}",
                "{\"a/b\":1,\"a\\/b\":2}",
                "{\"method\":\"tools/list\",\"params\":{},\"method\":\"tools/call\"}",
                "{\"a\":{\"a\":1},\"a\":2}",
            })
    void refusesNameThatOccursTwice(String json) {
        assertThat(fault(json)).hasMessageContaining("occurs twice");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":{\"a\":{\"a\":1}}}",
                "[{\"a\":1},{\"a\":1}]",
                "{\"a\":1,\"A\":2}",
                "{\"é\":1,\"e\\u0301\":2}", // composed and decomposed are two names
                "{\"a\":1,\"a \":2,\"a\\u0000\":3}",
            })
    void acceptsNamesThatOnlyLookAlike(String json) {
        assertThat(JsonDocument.of(json).root().json()).isEqualTo(json);
    }

    @ParameterizedTest
    @CsvSource({
        "c0af, overlong slash",
        "c080, overlong zero",
        "c1bf, overlong",
        "e08080, overlong zero in three",
        "e09fbf, overlong in three",
        "f0808080, overlong zero in four",
        "f08fbfbf, overlong in four",
        "eda080, high surrogate",
        "edbfbf, low surrogate",
        "eda0bdedb880, surrogate pair as CESU-8",
        "f4908080, past U+10FFFF",
        "f5808080, no such lead",
        "fe, no such byte",
        "ff, no such byte",
        "80, continuation alone",
        "c3, cut off",
        "e282, cut off",
        "f09f98, cut off",
        "c328, lead without continuation",
        "e28228, lead without continuation",
    })
    void refusesMalformedUtf8(String sequence, String why) {
        String inside = "7b2261223a22" + sequence + "227d"; // {"a":"..."}
        assertThat(fault(hex(inside), JsonLimits.DEFAULT)).as(why).hasMessageContaining("UTF-8 at byte 6");
        String name = "7b22" + sequence + "223a317d"; // {"...":1}
        assertThat(fault(hex(name), JsonLimits.DEFAULT)).as(why).hasMessageContaining("UTF-8 at byte 2");
        String outside = "31" + sequence;
        assertThat(fault(hex(outside), JsonLimits.DEFAULT)).as(why).hasMessageContaining("UTF-8 at byte 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"c280", "dfbf", "e0a080", "ed9fbf", "ee8080", "efbfbf", "f0908080", "f48fbfbf", "7f"})
    void acceptsTheEdgesOfUtf8(String sequence) throws MalformedJson {
        byte[] bytes = hex("22" + sequence + "22");
        assertThat(JsonDocument.parse(bytes, JsonLimits.DEFAULT).root().text())
                .isEqualTo(new String(hex(sequence), StandardCharsets.UTF_8));
    }

    @Test
    void refusesByteOrderMark() {
        assertThat(fault("\ufeff{}")).hasMessageContaining("byte order mark");
        assertThat(fault("\ufeff")).hasMessageContaining("byte order mark");
    }

    @Test
    void keepsTheCharacterOfTheByteOrderMarkInsideStrings() {
        assertThat(JsonDocument.of("\"\ufeff\"").root().text()).isEqualTo("\ufeff");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16BE", "UTF-16LE", "UTF-32BE", "UTF-32LE"})
    void refusesOtherEncodings(String encoding) {
        for (String json : new String[] {"{\"a\":1}", "[]", "1", "\"é\""}) {
            fault(json.getBytes(Charset.forName(encoding)), JsonLimits.DEFAULT);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\ud83d",
                "\\ude00",
                "\\ude00\\ud83d",
                "\\ud83d\\ud83d\\ude00",
                "\\ud83d\\ude00\\ude00",
                "\\ud83dx\\ude00",
                "\\ud83d\\n\\ude00",
                "a\\uDBFFb",
                "\\\\\\ud83d",
                "\\ud83d😀",
            })
    void refusesHalfOfSurrogatePair(String text) {
        assertThat(fault("[\"" + text + "\"]")).hasMessageContaining("surrogate");
        fault("{\"" + text + "\":1}");
    }

    @Test
    void acceptsEscapedPairsAndEscapedBackslashes() {
        assertThat(JsonDocument.of("\"\\uD83D\\uDE00\"").root().text()).isEqualTo("😀");
        assertThat(JsonDocument.of("\"\\\\ud83d\"").root().text()).isEqualTo("\\ud83d");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{} {}",
                "{}{}",
                "{},",
                "[]]",
                "{}}",
                "1 2",
                "\"a\"\"b\"",
                "null null",
                "{}x",
                "{}\n\n\u0000",
                "truefalse",
                "1true",
                "{}//",
                "{}\f",
                "{}\u00a0",
                "\u001e{}",
            })
    void refusesTextAfterOrAroundTheValue(String json) {
        fault(json);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NaN",
                "Infinity",
                "-Infinity",
                "+Infinity",
                "INF",
                "-NaN",
                "+1",
                ".5",
                "-.5",
                "5.",
                "5.e3",
                "-",
                "--1",
                "01",
                "-01",
                "00",
                "1e",
                "1e+",
                "1E-",
                "1.e",
                "0x10",
                "1_000",
                "1a",
                "١",
                "True",
                "TRUE",
                "nul",
                "nulL",
                "truex",
                "undefined",
                "'a'",
                "a",
                "`a`",
                "\"a",
                "\"",
                "\"\\",
                "\"a\\\"",
                "\"\\x41\"",
                "\"\\u00g1\"",
                "\"\\u12\"",
                "\"\\u\"",
                "\"\\",
                "\"\\'\"",
                "\"\\0\"",
                "\"\\U0041\"",
                "“a”"
            })
    void refusesScalarsThatAreNotJson(String scalar) {
        fault(scalar);
        fault("[" + scalar + "]");
        fault("[0," + scalar + " ]");
        fault("{\"a\":" + scalar + "}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\n",
                "{",
                "[",
                "}",
                "]",
                ",",
                ":",
                "{]",
                "[}",
                "[1,]",
                "[,1]",
                "[,]",
                "[1 2]",
                "[1,,2]",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{,}",
                "{\"a\" 1}",
                "{\"a\":1 \"b\":2}",
                "{\"a\"::1}",
                "{a:1}",
                "{'a':1}",
                "{1:1}",
                "{null:1}",
                "{\"a\":1",
                "[[]",
                "[1}",
                "{\"a\":1]",
                "/**/{}",
                "{}/**/",
                "[1//\n]",
                "[1/*x*/]",
                "{\"a\"/**/:1}",
                "#\n{}",
                "[1\f]",
                "[1\u000b]",
                "[1\u00a0]",
                "[1\u2028]",
                "[1;2]",
                "{\"a\"=1}"
            })
    void refusesStructureThatIsNotJson(String json) {
        fault(json);
    }

    @Test
    void refusesEveryControlCharacterInStringsAndNames() {
        for (char control = 0; control < ' '; control++) {
            fault("[\"a" + control + "b\"]");
            fault("[\"\\n" + control + "\"]");
            fault("{\"a" + control + "\":1}");
        }
    }

    @Test
    void refusesEveryControlCharacterButWhiteSpaceBetweenTokens() {
        for (char control = 0; control < ' '; control++) {
            if ("\t\n\r".indexOf(control) >= 0) {
                JsonDocument.of(
                        control + "[" + control + "1" + control + "," + control + "{}" + control + "]" + control);
            } else {
                fault("[1," + control + "2]");
                fault(control + "[1,2]");
                fault("[1,2]" + control);
            }
        }
    }

    @Test
    void neverTellsTheContent() {
        String secret = "sk-live-4711";
        for (String json : new String[] {
            "{\"" + secret + "\":1,\"" + secret + "\":2}",
            "[" + secret + "]",
            "[\"" + secret,
            "[\"" + secret + "\\q\"]",
            "{} " + secret,
            "{\"" + secret + "\\ud800\":1}"
        }) {
            assertThat(fault(json).toString()).doesNotContain("4711").doesNotContain("sk-");
        }
        JsonDocument document = JsonDocument.of("{\"key\":\"" + secret + "\"}");
        assertThat(document.toString()).isEqualTo("JSON of " + document.length() + " bytes");
        assertThat(document.root().get("key").orElseThrow().toString()).isEqualTo("STRING of 14 bytes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonDocument.of("[" + secret))
                .withMessageNotContaining(secret);
    }

    @Test
    void saysWhereTheFaultIs() {
        assertThat(fault("{\"a\":\"\\ud800\"}").offset()).isEqualTo(6);
        assertThat(fault("{} 1").offset()).isEqualTo(3);
        assertThat(fault("[1,2,x]").offset()).isBetween(5, 6);
        assertThat(fault("[1,2").getMessage()).startsWith("an end before the value is complete");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "1.0",
                "1",
                "1e400",
                "1e99999999999999999999",
                "-0.0",
                "9007199254740993",
                "123456789012345678901234567890",
                "-9223372036854775809",
                "0.1000000000000000055511151231257827021181583404541015625",
                "1E+02",
                "1e-0",
                "{ \"a\" :\t1.0 ,\r\n\"b\": [ ]  }",
                "  [1 , 2]\n",
                "\"\\/\\u002f\\b\\f\\n\\r\\t\\\"\\\\\"",
                "\"\u007f\u0080\u2028\uffff\"",
                "{\"\":{\"\":[]}}",
                "true",
                "false",
                "null",
                "\"\"",
            })
    void keepsEveryByte(String json) throws MalformedJson {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        JsonDocument document = JsonDocument.parse(bytes, JsonLimits.DEFAULT);
        assertThat(document.bytes()).isEqualTo(json.getBytes(StandardCharsets.UTF_8));
        assertThat(document.length()).isEqualTo(bytes.length);
        assertThat(document.root().json()).isEqualTo(json.strip());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", " \t\r\n{\"a\":1} ", "[1]\n", "[\"\u00e9\"]"})
    void aTextMayBeAnObjectOrAListAsAWhole(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        assertThat(JsonDocument.within(text, JsonLimits.DEFAULT).orElseThrow().bytes())
                .isEqualTo(utf8);
        assertThat(JsonDocument.within(text, new JsonLimits(utf8.length, 1, 9))).isPresent();
        assertThat(JsonDocument.within(text + " ".repeat(9), new JsonLimits(utf8.length, 1, 9)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "1", "\"{}\"", "null", "{", "{} {}", "x {}", "[todo] buy milk", "\ufeff{}", "\u2003{}"})
    void everythingElseIsAText(String text) {
        assertThat(JsonDocument.within(text, JsonLimits.DEFAULT)).isEmpty();
    }
}
