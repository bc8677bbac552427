package io.tidegate.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;

/// Is there any input on which this reading of JSON and Jackson's tree differ, or which throws something unforeseen?
///
/// By default the inputs in `src/test/resources/io/tidegate/json/JsonFuzzTestInputs` are run as ordinary tests.
/// To search for new ones, one method at a time: `JAZZER_FUZZ=1 mvn test -Dtest='JsonFuzzTest#readsWhatJacksonReads'`.
/// What is found is written into that folder and so becomes a test; `.cifuzz-corpus` may be deleted.
class JsonFuzzTest {
    private static final JsonLimits LIMITS = new JsonLimits(1 << 16, 64, 1 << 12);

    @FuzzTest(maxDuration = "3m")
    void readsWhatJacksonReads(byte[] input) {
        JsonDocument document;
        try {
            document = JsonDocument.parse(input.clone(), LIMITS);
        } catch (MalformedJson refused) {
            assertThat(refused.offset()).isBetween(0, input.length);
            assertJacksonRefusesTooUnlessWeAreStricter(input, refused);
            return;
        }
        assertThat(document.bytes()).isEqualTo(input);
        JsonTrees.ROUNDED.assertSame(document.root(), JsonTrees.ROUNDED.mapper.readTree(input));
        JsonTrees.ROUNDED.assertSame(
                document.root().detached().root(),
                JsonTrees.ROUNDED.mapper.readTree(document.root().raw()));
    }

    @FuzzTest(maxDuration = "1m")
    void editsKeepTheRest(byte[] input) throws MalformedJson {
        JsonDocument document;
        try {
            document = JsonDocument.parse(input, LIMITS);
        } catch (MalformedJson _) {
            return;
        }
        JsonWriter expected = new JsonWriter();
        JsonEdits edits = new JsonEdits(document);
        int from = 0;
        for (JsonValue string : document.root().strings()) {
            if (!string.isName()) {
                edits.replaceText(string, "***");
                expected.append(input, from, string.start());
                expected.append("\"***\"".getBytes(StandardCharsets.UTF_8), 0, 5);
                from = string.end();
            }
        }
        expected.append(input, from, input.length);
        JsonLimits wider = LIMITS.withBytes(1 << 20);
        assertThat(edits.apply(wider).bytes()).isEqualTo(expected.bytes());
    }

    private static void assertJacksonRefusesTooUnlessWeAreStricter(byte[] input, MalformedJson refused) {
        String why = String.valueOf(refused.getMessage());
        boolean stricter = why.startsWith("malformed UTF-8")
                || why.startsWith("a byte order mark")
                || why.startsWith("a zero byte")
                || why.startsWith("half of a surrogate pair")
                || why.startsWith("more than")
                || why.startsWith("nested deeper")
                || why.startsWith("a name longer")
                || why.startsWith("a name or number longer")
                || why.startsWith("a number longer");
        if (!stricter) {
            assertThat(jacksonReads(input)).as("refused as %s", why).isFalse();
        }
    }

    private static boolean jacksonReads(byte[] input) {
        try {
            // Jackson gives a missing node where there is nothing at all
            return !JsonTrees.ROUNDED.mapper.readTree(input).isMissingNode();
        } catch (JacksonException _) {
            return false;
        }
    }
}
