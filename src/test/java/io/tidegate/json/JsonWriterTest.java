package io.tidegate.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Is what Tidegate composes the JSON that was meant?
class JsonWriterTest {
    private static String quoted(String text) {
        return new String(new JsonWriter().text(text).bytes(), StandardCharsets.UTF_8);
    }

    @Test
    void escapesWhatMustBeEscapedAndNothingElse() {
        assertThat(quoted("")).isEqualTo("\"\"");
        assertThat(quoted("a\"b\\c/d")).isEqualTo("\"a\\\"b\\\\c/d\"");
        assertThat(quoted("\n\r\t\b\f\u0000\u001f")).isEqualTo("\"\\n\\r\\t\\u0008\\u000c\\u0000\\u001f\"");
        assertThat(quoted("\u007fé\u2028😀<>&'")).isEqualTo("\"\u007fé\u2028😀<>&'\"");
    }

    @Test
    void everyCharacterComesBack() {
        StringBuilder all = new StringBuilder();
        for (int code = 0; code <= Character.MAX_CODE_POINT; code += code < 0x3000 ? 1 : 61) {
            if (code < Character.MIN_SURROGATE || code > Character.MAX_SURROGATE) {
                all.appendCodePoint(code);
            }
        }
        String text = all.toString();
        JsonDocument document = new JsonWriter()
                .object()
                .member(text.substring(0, 1_000), text)
                .endObject()
                .document();
        assertThat(document.root().string(text.substring(0, 1_000))).contains(text);
    }

    /// Text is looked at eight bytes at a time: what must be seen may stand anywhere in them, beside anything.
    @Test
    void seesWhatMustBeEscapedAtEveryPlace() {
        for (int length = 0; length < 26; length++) {
            for (String special :
                    List.of("\"", "\\", "\n", "\u001f", "?", "\u007f", "é", "\uffff", "😀", "!\"#", "\"\"?\"")) {
                for (int at = 0; at <= length; at++) {
                    String text = "x".repeat(at) + special + "~".repeat(length - at);
                    assertThat(JsonDocument.of(quoted(text)).root().text()).isEqualTo(text);
                    assertThat(quoted(text))
                            .isEqualTo('"' + "x".repeat(at) + escaped(special) + "~".repeat(length - at) + '"');
                    assertThatIllegalArgumentException().isThrownBy(() -> quoted(text + "\ud83d"));
                    assertThatIllegalArgumentException().isThrownBy(() -> quoted("\ude00?" + text));
                }
            }
        }
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\n", "\\n")
                .replace("\u001f", "\\u001f");
    }

    @Test
    void refusesTextWithHalfOfSurrogatePair() {
        for (String text :
                new String[] {"\ud83d", "a\ude00b", "\ude00\ud83d", "\ud83d\n\ude00", "\ud83d\ud83d\ude00"}) {
            assertThatIllegalArgumentException().isThrownBy(() -> quoted(text));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new JsonWriter().object().name(text));
        }
    }

    @Test
    void setsCommas() {
        JsonValue old = JsonDocument.of("[ 1.0 , {} ]").root();
        JsonWriter writer = new JsonWriter()
                .object()
                .member("a", "x")
                .member("b", 9_007_199_254_740_993L)
                .member("c", true)
                .name("d")
                .array()
                .object()
                .endObject()
                .array()
                .endArray()
                .number(-1)
                .bool(false)
                .value(old)
                .raw("null".getBytes(StandardCharsets.UTF_8))
                .endArray()
                .name("e")
                .object()
                .endObject()
                .member("f", Long.MIN_VALUE)
                .endObject();
        assertThat(writer.document().root().json())
                .isEqualTo("{\"a\":\"x\",\"b\":9007199254740993,\"c\":true,\"d\":[{},[],-1,false,[ 1.0 , {} ],null],"
                        + "\"e\":{},\"f\":-9223372036854775808}");
    }

    @Test
    void copiesValuesAsTheyStand() {
        JsonValue value =
                JsonDocument.of("{\"a\": [1.0, \"\\u0041\" ]}").root().get("a").orElseThrow();
        assertThat(new JsonWriter().value(value).bytes())
                .isEqualTo("[1.0, \"\\u0041\" ]".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void growsAsNeeded() {
        JsonWriter writer = new JsonWriter().array();
        for (int number = 0; number < 10_000; number++) {
            writer.number(number);
        }
        assertThat(writer.endArray().document().root().elements()).hasSize(10_000);
    }

    @Test
    void readsBackWhatWasComposed() {
        for (JsonWriter wrong : new JsonWriter[] {
            new JsonWriter(),
            new JsonWriter().object(),
            new JsonWriter().array().endObject(),
            new JsonWriter().object().text("a").endObject(),
            new JsonWriter().object().member("a", 1).member("a", 2).endObject(),
            new JsonWriter().raw("{} x".getBytes(StandardCharsets.UTF_8)),
            new JsonWriter().text("a").text("b"),
        }) {
            assertThatExceptionOfType(IllegalStateException.class).isThrownBy(wrong::document);
        }
    }
}
