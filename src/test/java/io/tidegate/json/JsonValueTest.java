package io.tidegate.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Is each value found where it stands, and read as it is written?
class JsonValueTest {
    private static JsonValue root(String json) {
        return JsonDocument.of(json).root();
    }

    private static List<String> texts(Iterable<JsonValue> values) {
        List<String> texts = new ArrayList<>();
        values.forEach(value -> texts.add(value.text()));
        return texts;
    }

    private static List<String> jsons(Iterable<JsonValue> values) {
        List<String> jsons = new ArrayList<>();
        values.forEach(value -> jsons.add(value.json()));
        return jsons;
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "{}, OBJECT",
                "[], ARRAY",
                "\"a\", STRING",
                "-1e3, NUMBER",
                "true, TRUE",
                "false, FALSE",
                "null, NULL",
            })
    void tellsTheKind(String json, JsonKind kind) {
        assertThat(root(json).kind()).isEqualTo(kind);
        JsonValue inArray = root("[0, " + json + " ]").elements().iterator().next();
        assertThat(inArray.is(JsonKind.NUMBER)).isTrue();
        JsonValue member = root("{\"a\" : " + json + "\n}").get("a").orElseThrow();
        assertThat(member.kind()).isEqualTo(kind);
        assertThat(member.json()).isEqualTo(json);
        assertThat(member.isName()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1", "1.0", "\"1\"", "-0", "0", "1e0", "9007199254740993", "9007199254740992", "null", "\"\""})
    void keepsTheTypeAndSpellingOfAnId(String id) {
        JsonValue value =
                root("{\"jsonrpc\":\"2.0\",\"id\":" + id + "}").get("id").orElseThrow();
        assertThat(value.json()).isEqualTo(id);
        assertThat(value.raw()).isEqualTo(id.getBytes(StandardCharsets.UTF_8));
        assertThat(new JsonWriter()
                        .object()
                        .name("id")
                        .value(value)
                        .endObject()
                        .document()
                        .root()
                        .json())
                .isEqualTo("{\"id\":" + id + "}");
    }

    @Test
    void findsMembers() {
        JsonValue value = root("{\"a\":{\"b\":1,\"c\":[{\"b\":2}]},\"b\":\"x\",\"\":null}");
        assertThat(value.get("b").orElseThrow().text()).isEqualTo("x");
        assertThat(value.get("").orElseThrow().kind()).isEqualTo(JsonKind.NULL);
        assertThat(value.get("a").flatMap(a -> a.get("b")).orElseThrow().json()).isEqualTo("1");
        assertThat(value.get("c")).isEmpty();
        assertThat(value.get("B")).isEmpty();
        assertThat(value.string("b")).contains("x");
        assertThat(value.string("a")).isEmpty();
        assertThat(value.string("missing")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "method, method, true",
                "met\\u0068od, method, true",
                "é, é, true",
                "\\u00e9, é, true",
                "e, é, false",
                "éé, abcd, false",
                "é, ab, false",
                "\\ud83d\\ude00, 😀, true",
                "😀, 😀, true",
                "😀, abcd, false",
                "Ã©, é, false",
                "methods, method, false",
                "metho, method, false",
            })
    void comparesNamesDecoded(String written, String asked, boolean same) {
        JsonValue value = root("{\"" + written + "\":1}");
        assertThat(value.get(asked).isPresent()).isEqualTo(same);
        assertThat(value.members().iterator().next().name().says(asked)).isEqualTo(same);
    }

    @Test
    void nothingInsideWhatHasNoMembersOrElements() {
        for (String json : new String[] {"[\"a\",1]", "\"a\"", "1", "null", "true", "[]", "{}"}) {
            assertThat(root(json).get("a")).isEmpty();
            assertThat(root(json).members()).isEmpty();
        }
        for (String json : new String[] {"{\"a\":1}", "\"a\"", "1", "null", "{}", "[]"}) {
            assertThat(root(json).elements()).isEmpty();
        }
        JsonValue name = root("{\"a\":[1]}").members().iterator().next().name();
        assertThat(name.members()).isEmpty();
        assertThat(name.elements()).isEmpty();
    }

    @Test
    void givesMembersInTheirOrder() {
        List<String> seen = new ArrayList<>();
        for (JsonValue.Member member :
                root("{\"z\":[{\"q\":1}],\"a\":{\"z\":2},\"\\u006d\":3}").members()) {
            assertThat(member.name().isName()).isTrue();
            assertThat(member.name().kind()).isEqualTo(JsonKind.STRING);
            seen.add(member.name().text() + "=" + member.value().json());
        }
        assertThat(seen).containsExactly("z=[{\"q\":1}]", "a={\"z\":2}", "m=3");
    }

    @Test
    void givesElementsInTheirOrder() {
        assertThat(jsons(root("[ 1.0,[2,[3]] , {\"a\":4},\"x\" ]").elements()))
                .containsExactly("1.0", "[2,[3]]", "{\"a\":4}", "\"x\"");
    }

    @Test
    void givesEveryStringNamesIncluded() {
        JsonValue value = root("{\"a\":[\"b\",{\"c\\n\":\"d\",\"e\":1}],\"f\":{\"g\":null}}");
        assertThat(texts(value.strings())).containsExactly("a", "b", "c\n", "d", "e", "f", "g");
        assertThat(texts(value.get("a").orElseThrow().strings())).containsExactly("b", "c\n", "d", "e");
        assertThat(texts(root("\"x\"").strings())).containsExactly("x");
        assertThat(root("[1,{}]").strings()).isEmpty();
    }

    @Test
    void iteratorsEnd() {
        for (Iterable<?> all : List.of(
                root("{\"a\":1}").members(),
                root("[1]").elements(),
                root("[\"a\"]").strings())) {
            Iterator<?> values = all.iterator();
            values.next();
            assertThat(values.hasNext()).isFalse();
            assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(values::next);
        }
    }

    @Test
    void detachedStandsAlone() {
        JsonValue inner = root(" {\"a\": {\"b\" : [1, \"\\u0078\"], \"c\":\"é\"}, \"z\": 1}")
                .get("a")
                .orElseThrow();
        JsonDocument detached = inner.detached();
        assertThat(detached.root().json()).isEqualTo(inner.json());
        assertThat(detached.bytes()).isEqualTo(inner.raw());
        assertThat(detached.root().string("c")).contains("é");
        assertThat(jsons(detached.root().get("b").orElseThrow().elements())).containsExactly("1", "\"\\u0078\"");
        assertThat(texts(detached.root().strings())).containsExactly("b", "x", "c", "é");
        assertThat(detached.entries()).isEqualTo(JsonDocument.of(inner.json()).entries());
        JsonDocument document = JsonDocument.of("[1]");
        assertThat(document.root().detached()).isSameAs(document);
    }

    @Test
    void detachedNameIsAString() {
        JsonValue name = root("{\"a\":1}").members().iterator().next().name();
        JsonValue alone = name.detached().root();
        assertThat(alone.text()).isEqualTo("a");
        assertThat(alone.isName()).isFalse();
    }

    @Test
    void decodesEveryEscape() {
        assertThat(root("\"a\\b\\f\\n\\r\\t\\\"\\\\\\/\\u0041\\u00e9\\u0000\\uABCDé\"")
                        .text())
                .isEqualTo("a\b\f\n\r\t\"\\/Aé\u0000\uabcdé");
        assertThat(root("\"\\\"\"").text()).isEqualTo("\"");
        assertThat(root("\"\\\\\"").text()).isEqualTo("\\");
        assertThat(root("\"x\\n\"").text()).isEqualTo("x\n");
    }

    @Test
    void onlyStringsHaveText() {
        for (String json : new String[] {"1", "{}", "[]", "null", "true"}) {
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> root(json).text());
            assertThat(root(json).says(json)).isFalse();
        }
    }

    @Test
    void tellsWhereItStands() {
        JsonValue value = root("  {\"a\":  12 }").get("a").orElseThrow();
        assertThat(value.start()).isEqualTo(9);
        assertThat(value.end()).isEqualTo(11);
    }

    @Test
    void findsMembersByTheirNamesAtAnyDepth() {
        JsonValue root =
                root("{\"a\":[{\"_meta\":1,\"b\":{\"\\u005fmeta\":2,\"_metas\":3,\"_met\":4}}],\"x\":\"_meta\","
                        + "\"gr\u00fc\u00df\":5,\"_meta\":{\"_meta\":6}}");
        assertThat(found(root.named("_meta"))).containsExactly("1", "2", "{\"_meta\":6}", "6");
        assertThat(found(root.named("gr\u00fc\u00df", "_met"))).containsExactly("4", "5");
        assertThat(found(root.get("a").orElseThrow().named("_meta"))).containsExactly("1", "2");
        assertThat(found(root.named("nothing"))).isEmpty();
        assertThat(found(root("\"_meta\"").named("_meta"))).isEmpty();
    }

    private static List<String> found(Iterable<JsonValue.Member> members) {
        List<String> found = new ArrayList<>();
        members.forEach(member -> found.add(member.value().json()));
        return found;
    }
}
