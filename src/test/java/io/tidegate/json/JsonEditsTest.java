package io.tidegate.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Do edits change what they name, and nothing else?
class JsonEditsTest {
    private static byte[] json(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private static JsonValue at(JsonDocument document, String... path) {
        JsonValue value = document.root();
        for (String name : path) {
            value = value.get(name).orElseThrow();
        }
        return value;
    }

    private static JsonValue name(JsonValue object, String name) {
        for (JsonValue.Member member : object.members()) {
            if (member.name().says(name)) {
                return member.name();
            }
        }
        throw new AssertionError("no member " + name);
    }

    private static String applied(JsonEdits edits) throws MalformedJson {
        return new String(edits.apply(JsonLimits.DEFAULT).bytes(), StandardCharsets.UTF_8);
    }

    @Test
    void noEditsGiveTheSameDocument() throws MalformedJson {
        JsonDocument document = JsonDocument.of(" { } ");
        JsonEdits edits = new JsonEdits(document);
        assertThat(edits.isEmpty()).isTrue();
        assertThat(edits.apply(JsonLimits.DEFAULT)).isSameAs(document);
    }

    @Test
    void replacesAndKeepsEverythingElseByteForByte() throws MalformedJson {
        JsonDocument document =
                JsonDocument.of(" {\n  \"a\" : 1.0 ,\t\"b\":[ \"x\" , 1e400 ],\r\n \"\\u0063\" : { } }\n");
        JsonEdits edits = new JsonEdits(document)
                .replaceText(at(document, "b").elements().iterator().next(), "ü\"");
        assertThat(edits.isEmpty()).isFalse();
        assertThat(applied(edits))
                .isEqualTo(" {\n  \"a\" : 1.0 ,\t\"b\":[ \"ü\\\"\" , 1e400 ],\r\n \"\\u0063\" : { } }\n");
        assertThat(applied(new JsonEdits(document).replace(at(document, "a"), json("{ \"n\":null}"))))
                .isEqualTo(" {\n  \"a\" : { \"n\":null} ,\t\"b\":[ \"x\" , 1e400 ],\r\n \"\\u0063\" : { } }\n");
        assertThat(document.root().get("a").orElseThrow().json()).isEqualTo("1.0");
    }

    @Test
    void replacesTheRoot() throws MalformedJson {
        JsonDocument document = JsonDocument.of("{\"a\":1}");
        assertThat(applied(new JsonEdits(document).replace(document.root(), json("[2]"))))
                .isEqualTo("[2]");
        JsonDocument text = JsonDocument.of(" \"a\" ");
        assertThat(applied(new JsonEdits(text).replaceText(text.root(), "b"))).isEqualTo(" \"b\" ");
    }

    @Test
    void theLastReplacementCounts() throws MalformedJson {
        JsonDocument document = JsonDocument.of("[1]");
        JsonValue one = document.root().elements().iterator().next();
        assertThat(applied(new JsonEdits(document).replace(one, json("2")).replace(one, json("3"))))
                .isEqualTo("[3]");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "a   | { \"b\" : 2 ,\t\"c\":3 }",
                "b   | { \"a\":1 ,\t\"c\":3 }",
                "c   | { \"a\":1, \"b\" : 2 }",
                "a b | { \"c\":3 }",
                "a c | { \"b\" : 2 }",
                "b c | { \"a\":1 }",
                "c a b | { }",
            })
    void removes(String names, String expected) throws MalformedJson {
        JsonDocument document = JsonDocument.of("{ \"a\":1, \"b\" : 2 ,\t\"c\":3 }");
        JsonEdits edits = new JsonEdits(document);
        for (String name : names.split(" ", -1)) {
            edits.remove(name(document.root(), name));
        }
        JsonDocument changed = edits.apply(JsonLimits.DEFAULT);
        JsonDocument meant = JsonDocument.of(expected);
        assertThat(changed.root().json().replaceAll("\\s", ""))
                .isEqualTo(meant.root().json().replaceAll("\\s", ""));
        if (!names.equals("c a b")) {
            assertThat(changed.root().json()).isEqualTo(meant.root().json());
        }
    }

    @Test
    void removesOnlyMembers() {
        JsonDocument document = JsonDocument.of("{\"a\":\"a\"}");
        assertThatIllegalArgumentException().isThrownBy(() -> new JsonEdits(document).remove(at(document, "a")));
        assertThatIllegalArgumentException().isThrownBy(() -> new JsonEdits(document).remove(document.root()));
    }

    @Test
    void putsExistingInItsPlaceAndNewAtTheEnd() throws MalformedJson {
        JsonDocument document = JsonDocument.of("{ \"a\": 1, \"\\u0062\": 2 }");
        assertThat(applied(new JsonEdits(document).put(document.root(), "b", json("[3]"))))
                .isEqualTo("{ \"a\": 1, \"\\u0062\": [3] }");
        assertThat(applied(new JsonEdits(document)
                        .put(document.root(), "c", json("3"))
                        .put(document.root(), "d\n", json("4"))
                        .put(document.root(), "c", json("5"))))
                .isEqualTo("{ \"a\": 1, \"\\u0062\": 2,\"c\":5,\"d\\n\":4 }");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{ }", " {\n} "})
    void putsIntoEmptyObject(String empty) throws MalformedJson {
        JsonDocument document = JsonDocument.of(empty);
        JsonDocument changed =
                new JsonEdits(document).put(document.root(), "a", json("1")).apply(JsonLimits.DEFAULT);
        assertThat(changed.root().members()).hasSize(1);
        assertThat(changed.root().get("a").orElseThrow().json()).isEqualTo("1");
    }

    @Test
    void putsOnlyIntoObjects() {
        JsonDocument document = JsonDocument.of("[\"a\",1,{\"n\":null}]");
        for (JsonValue value : document.root().elements()) {
            if (!value.is(JsonKind.OBJECT)) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> new JsonEdits(document).put(value, "a", json("1")));
            }
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new JsonEdits(document).put(document.root(), "a", json("1")));
    }

    @Test
    void editsNestedAndSeveralInOneObject() throws MalformedJson {
        JsonDocument document = JsonDocument.of(
                "{\"p\": {\"x\":[{\"deep\": \"secret\", \"keep\":1.0}], \"gone\":{\"deep\":2}, \"old\":true}, \"q\" :0}");
        JsonValue inner = at(document, "p");
        JsonValue element = at(document, "p", "x").elements().iterator().next();
        JsonEdits edits = new JsonEdits(document)
                .put(inner, "new", json("{}"))
                .remove(name(inner, "gone"))
                .put(inner, "old", json("false"))
                .replaceText(name(inner, "x"), "y")
                .replaceText(element.get("deep").orElseThrow(), "***")
                .put(element, "more", json("1"))
                .put(document.root(), "r", json("[]"));
        assertThat(applied(edits))
                .isEqualTo("{\"p\": {\"y\":[{\"deep\": \"***\", \"keep\":1.0,\"more\":1}], \"old\":false,\"new\":{}},"
                        + " \"q\" :0,\"r\":[]}");
    }

    @Test
    void removesAllAndPutsNew() throws MalformedJson {
        JsonDocument document = JsonDocument.of("{\"a\":1,\"b\":2}");
        JsonEdits edits = new JsonEdits(document).put(document.root(), "c", json("3"));
        document.root().members().forEach(member -> edits.remove(member.name()));
        assertThat(applied(edits)).isEqualTo("{\"c\":3}");
    }

    @Test
    void putAfterRemoveSets() throws MalformedJson {
        JsonDocument document = JsonDocument.of("{\"a\":1,\"b\":2}");
        JsonEdits edits =
                new JsonEdits(document).remove(name(document.root(), "a")).put(document.root(), "a", json("7"));
        assertThat(applied(edits)).isEqualTo("{\"a\":7,\"b\":2}");
    }

    @Test
    void removeAfterPutRemoves() throws MalformedJson {
        JsonDocument document = JsonDocument.of("{\"a\":1,\"b\":2}");
        JsonEdits edits =
                new JsonEdits(document).put(document.root(), "a", json("7")).remove(name(document.root(), "a"));
        assertThat(applied(edits)).isEqualTo("{\"b\":2}");
    }

    @Test
    void removingTakesAllThatIsInsideWithIt() throws MalformedJson {
        JsonDocument document = JsonDocument.of("{\"a\":{\"b\":\"secret\"},\"c\":1}");
        JsonEdits edits = new JsonEdits(document)
                .replaceText(at(document, "a", "b"), "***")
                .remove(name(document.root(), "a"));
        assertThat(applied(edits)).isEqualTo("{\"c\":1}");
    }

    @Test
    void refusesToLoseChangeInsideReplacedValue() {
        JsonDocument document = JsonDocument.of("{\"a\":{\"b\":\"secret\"}}");
        JsonEdits inner = new JsonEdits(document)
                .replaceText(at(document, "a", "b"), "***")
                .replace(at(document, "a"), json("{}"));
        assertThatIllegalStateException().isThrownBy(() -> inner.apply(JsonLimits.DEFAULT));
        JsonEdits outer =
                new JsonEdits(document).replace(at(document, "a"), json("{}")).remove(name(at(document, "a"), "b"));
        assertThatIllegalStateException().isThrownBy(() -> outer.apply(JsonLimits.DEFAULT));
        assertThatIllegalStateException().isThrownBy(() -> new JsonEdits(document)
                .replace(at(document, "a"), json("{}"))
                .put(at(document, "a"), "new", json("1")));
        assertThatIllegalStateException().isThrownBy(() -> new JsonEdits(document)
                .put(at(document, "a"), "new", json("1"))
                .replace(at(document, "a"), json("{}")));
    }

    @Test
    void refusesNameThatWouldOccurTwice() {
        JsonDocument document = JsonDocument.of("{\"o\":{\"a\":1,\"b\":2}}");
        JsonValue object = at(document, "o");
        for (String name : new String[] {"\"b\"", "\"\\u0062\""}) {
            JsonEdits rename = new JsonEdits(document).replace(name(object, "a"), json(name));
            assertThatExceptionOfType(MalformedJson.class)
                    .isThrownBy(() -> rename.apply(JsonLimits.DEFAULT))
                    .withMessageContaining("occurs twice");
        }
        JsonEdits both =
                new JsonEdits(document).replaceText(name(object, "a"), "c").put(object, "c", json("3"));
        assertThatExceptionOfType(MalformedJson.class).isThrownBy(() -> both.apply(JsonLimits.DEFAULT));
    }

    @Test
    void renamesWhatIsFreeAgain() throws MalformedJson {
        JsonDocument document = JsonDocument.of("{\"a\":1,\"b\":2}");
        JsonEdits edits = new JsonEdits(document)
                .replaceText(name(document.root(), "a"), "b")
                .remove(name(document.root(), "b"));
        assertThat(applied(edits)).isEqualTo("{\"b\":1}");
        assertThat(applied(new JsonEdits(document)
                        .replaceText(name(document.root(), "a"), "b")
                        .replaceText(name(document.root(), "b"), "a")))
                .isEqualTo("{\"b\":1,\"a\":2}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "1,2", "1,\"admin\":true", "1}", "1},{", "[1", "x", "{\"a\":1,\"a\":1}", "\"\\ud800\""})
    void refusesReplacementThatIsNotOneValue(String wrong) {
        JsonDocument document = JsonDocument.of("{\"a\":{\"b\":1},\"l\":[1]}");
        for (JsonEdits edits : List.of(
                new JsonEdits(document).replace(at(document, "a"), json(wrong)),
                new JsonEdits(document)
                        .replace(at(document, "l").elements().iterator().next(), json(wrong)),
                new JsonEdits(document).put(document.root(), "a", json(wrong)),
                new JsonEdits(document).put(document.root(), "c", json(wrong)),
                new JsonEdits(document).replace(name(document.root(), "a"), json(wrong)))) {
            assertThatExceptionOfType(MalformedJson.class).isThrownBy(() -> edits.apply(JsonLimits.DEFAULT));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "null", "{}", "\"x\":1,\"y\"", "\"x\" : 1 , \"y\""})
    void refusesNameThatIsNotOneString(String wrong) {
        JsonDocument document = JsonDocument.of("{\"a\":1}");
        JsonEdits edits = new JsonEdits(document).replace(name(document.root(), "a"), json(wrong));
        assertThatExceptionOfType(MalformedJson.class).isThrownBy(() -> edits.apply(JsonLimits.DEFAULT));
    }

    @Test
    void refusesWhatExceedsTheLimits() throws MalformedJson {
        JsonDocument document = JsonDocument.of("{\"a\":1}");
        JsonEdits edits = new JsonEdits(document).put(document.root(), "b", json("[1]"));
        assertThat(edits.apply(new JsonLimits(15, 2, 6)).root().json()).isEqualTo("{\"a\":1,\"b\":[1]}");
        for (JsonLimits limits :
                List.of(new JsonLimits(14, 2, 6), new JsonLimits(15, 1, 6), new JsonLimits(15, 2, 5))) {
            assertThatExceptionOfType(MalformedJson.class).isThrownBy(() -> edits.apply(limits));
        }
    }

    @Test
    void refusesValueOfAnotherDocument() {
        JsonDocument document = JsonDocument.of("{\"a\":{}}");
        JsonDocument same = JsonDocument.of("{\"a\":{}}");
        JsonEdits edits = new JsonEdits(document);
        assertThatIllegalArgumentException().isThrownBy(() -> edits.replace(same.root(), json("1")));
        assertThatIllegalArgumentException().isThrownBy(() -> edits.remove(name(same.root(), "a")));
        assertThatIllegalArgumentException().isThrownBy(() -> edits.put(same.root(), "b", json("1")));
        assertThatIllegalArgumentException().isThrownBy(() -> edits.put(same.root(), "a", json("1")));
        assertThat(edits.isEmpty()).isTrue();
    }

    @Test
    void editsCanBeAppliedTwice() throws MalformedJson {
        JsonDocument document = JsonDocument.of("[{\"a\":1,\"b\":2}]");
        JsonValue object = document.root().elements().iterator().next();
        JsonEdits edits = new JsonEdits(document).remove(name(object, "a")).put(object, "c", json("3"));
        assertThat(applied(edits)).isEqualTo("[{\"b\":2,\"c\":3}]").isEqualTo(applied(edits));
    }
}
