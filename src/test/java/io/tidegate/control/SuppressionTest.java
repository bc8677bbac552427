package io.tidegate.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.call.Answer;
import io.tidegate.call.Reason;
import io.tidegate.call.Samples;
import io.tidegate.call.Verdict;
import io.tidegate.config.DataRules.Direction;
import io.tidegate.config.DataSamples;
import io.tidegate.detect.Confidence;
import io.tidegate.detect.DataType;
import io.tidegate.detect.Finding;
import io.tidegate.detect.OwnData;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Does a false alarm that somebody answers for not count, and nothing else with it, and does it end?
final class SuppressionTest {
    private static final String OWNED = ", owner: ada@example.com, until: 2026-04-01, because: test numbers}}}";

    private static String suppressing(String what) {
        return "{arguments: {mask: [payment-card, email]}, suppressions: {sandbox: {" + what + OWNED;
    }

    private static String code(DataType type, String value) {
        Finding whole = new Finding(type, "any", 0, value.length(), Confidence.CERTAIN);
        return DataFixture.CODES.of(whole, value);
    }

    private static Verdict returned(String data, Answer answer) {
        return new ReturnedData(DataFixture.of(data, Direction.RETURNED))
                .judge(io.tidegate.call.Delivery.of(Samples.call("{}"), answer));
    }

    private static Verdict sent(String data, String arguments) {
        return new OutgoingData(DataFixture.of(data, Direction.ARGUMENTS)).judge(Samples.call(arguments));
    }

    private static String both(String structured) {
        return "{\"content\":[{\"type\":\"text\",\"text\":" + Samples.quoted(structured) + "}],\"structuredContent\":"
                + structured + "}";
    }

    @ParameterizedTest
    @ValueSource(strings = {"4242 4242 4242 4242", "4242424242424242", "4242-4242-4242-4242", "４２４２ 4242 4242 4242"})
    void aValueIsKnownHoweverItIsSpelled(String spelled) {
        String data =
                suppressing("types: payment-card, value: '" + code(DataType.PAYMENT_CARD, "4242424242424242") + "'");
        Verdict verdict = returned(data, Samples.text("card " + spelled));
        Verdicts.passes(verdict);
        assertThat(Verdicts.notes(verdict)).containsExactly("suppress sandbox 1");
    }

    @Test
    void anotherValueIsNot() {
        String data =
                suppressing("types: payment-card, value: '" + code(DataType.PAYMENT_CARD, "4242424242424242") + "'");
        Verdict verdict = returned(data, Samples.text("4242424242424242, 5555555555554444, ada@example.com"));
        assertThat(Verdicts.mends(verdict)).contains("4242424242424242, **** **** **** 4444, ad***@example.com");
        assertThat(Verdicts.notes(verdict))
                .containsExactly("mask email 1", "mask payment-card 1", "suppress sandbox 1");
    }

    @Test
    void aFieldIsTheSameInTextAndStructure() {
        String data = suppressing("types: payment-card, field: /orders/*/number");
        String order = "{\"orders\":[{\"number\":\"4242424242424242\",\"card\":\"5555555555554444\"}],\"é\":1}";
        String mended = Verdicts.mends(returned(data, Samples.result(both(order))));
        String left = order.replace("5555555555554444", "**** **** **** 4444");
        assertThat(mended).isEqualTo(both(left));
        Verdict numbers = returned(data, Samples.result(both("{\"orders\":{\"x\":{\"number\":4242424242424242}}}")));
        Verdicts.passes(numbers);
        assertThat(Verdicts.notes(numbers)).containsExactly("suppress sandbox 2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"number\":{\"deeper\":\"4242424242424242\"}}",
                "{\"NUMBER\":\"4242424242424242\"}",
                "{\"other\":{\"number\":\"4242424242424242\"}}",
                "{\"number\":{\"4242424242424242\":1}}",
                "{\"4242424242424242\":{\"number\":1}}",
                "[{\"number\":\"4242424242424242\"}]",
            })
    void whatIsNotInTheFieldCounts(String structured) {
        String data = suppressing("types: payment-card, field: /number");
        String mended = Verdicts.mends(returned(data, Samples.result(both(structured))));
        assertThat(mended).doesNotContain("4242424242424242");
    }

    /// Whoever writes arguments could put a field of that name into any text.
    @Test
    void textsInArgumentsAreNotLookedInto() {
        String data = suppressing("types: payment-card, field: /number");
        Verdicts.passes(sent(data, "{\"number\":[\"4242424242424242\"]}"));
        assertThat(Verdicts.mends(sent(data, "{\"body\":\"{\\\"number\\\":\\\"4242424242424242\\\"}\"}")))
                .doesNotContain("4242424242424242");
        assertThat(Verdicts.mends(sent(data, "{\"arguments\":{\"number\":\"4242424242424242\"}}")))
                .doesNotContain("4242424242424242");
    }

    @Test
    void ofAToolItIsSuppressedInItsCallsOnly() {
        Verdict verdict = returned(suppressing("types: email, tools: notes__read"), Samples.text("ada@example.com"));
        Verdicts.passes(verdict);
        assertThat(Verdicts.notes(verdict)).containsExactly("suppress sandbox 1");
        assertThat(Verdicts.mends(
                        returned(suppressing("types: email, tools: notes__send"), Samples.text("ada@example.com"))))
                .contains("ad***");
    }

    @Test
    void allThatIsSaidHasToFit() {
        String value = code(DataType.PAYMENT_CARD, "4242424242424242");
        String data = suppressing("types: payment-card, value: '" + value + "', field: /number, tools: notes__read");
        Verdicts.passes(returned(data, Samples.result("{\"structuredContent\":{\"number\":\"4242424242424242\"}}")));
        Verdicts.mends(returned(data, Samples.result("{\"structuredContent\":{\"number\":\"5555555555554444\"}}")));
        Verdicts.mends(returned(data, Samples.result("{\"structuredContent\":{\"x\":\"4242424242424242\"}}")));
    }

    @Test
    void theOtherDirectionAndOtherTypesCount() {
        String data = suppressing("types: email, tools: read, direction: arguments");
        Verdicts.passes(sent(data, "{\"to\":\"ada@example.com\"}"));
        Verdicts.mends(returned(data, Samples.text("ada@example.com")));
        Verdicts.mends(sent(data, "{\"to\":\"4242424242424242\"}"));
    }

    /// Beside a piece that counts, one that does not changes nothing.
    @Test
    void aPieceThatDoesNotCountTakesNothingAlong() {
        String data = suppressing("types: email, tools: read")
                .replace("{arguments", "{returned: {block: [payment-card], alert: [email], mask: []}, arguments");
        String both = Base64.getEncoder()
                .encodeToString("write to ada@example.com, 4242 4242 4242 4242".getBytes(StandardCharsets.UTF_8));
        Verdicts.refuses(returned(data, Samples.text("data " + both)), Reason.DATA_NOT_RELEASED);
    }

    @Test
    void itEndsWithItsLastDay() {
        String data = suppressing("types: email, tools: read");
        assertThat(judged(data, "2026-04-01T23:59:59Z")).isInstanceOf(Verdict.Pass.class);
        assertThat(judged(data, "2026-04-02T00:00:00Z")).isInstanceOf(Verdict.Mend.class);
    }

    private static Verdict judged(String data, String time) {
        DataHandling handling = new DataHandling(
                DataSamples.of(data),
                new DataHandling.Sought(Direction.ARGUMENTS, OwnData.NONE, () -> LivePatterns.Known.NONE),
                DataFixture.KEYED,
                () -> Instant.parse(time));
        return new OutgoingData(handling).judge(Samples.call("{\"to\":\"ada@example.com\"}"));
    }

    /// Every second of 2,000 addresses is suppressed by its own entry; each of the others counts.
    @Test
    void manyFindingsFindTheirOwnOfMany() {
        String entries = IntStream.range(0, 1_000)
                .mapToObj(i -> "s" + i + ": {types: email, value: '" + code(DataType.EMAIL, address(2 * i)) + "'"
                        + OWNED.replace("}}}", "}"))
                .collect(Collectors.joining(", "));
        String text =
                IntStream.range(0, 2_000).mapToObj(SuppressionTest::address).collect(Collectors.joining(" "));
        Verdict verdict =
                returned("{returned: {mask: [email], block: []}, suppressions: {" + entries + "}}", Samples.text(text));
        String mended = Verdicts.mends(verdict);
        for (int i = 0; i < 2_000; i++) {
            assertThat(mended.contains(address(i))).as(address(i)).isEqualTo(i % 2 == 0);
        }
        assertThat(Verdicts.notes(verdict))
                .contains("mask email 1000", "suppress s0 1", "suppress s999 1")
                .hasSize(1_001);
    }

    private static String address(int number) {
        return "x" + number + "y@example.com";
    }

    /// By value, by field or by both: what is on record is the first that fits.
    @ParameterizedTest
    @CsvSource({"0123, s0", "1230, s1", "2130, s2", "3012, s0", "3120, s1", "3210, s2"})
    void theFirstThatFitsIsOnRecord(String order, String noted) {
        String value = "value: '" + code(DataType.PAYMENT_CARD, "4242424242424242") + "'";
        String other = "value: '" + code(DataType.PAYMENT_CARD, "5555555555554444") + "'";
        String[] what = {value, "field: /number", value + ", field: /number", other};
        String entries = order.chars()
                .mapToObj(digit ->
                        "s" + (char) digit + ": {types: payment-card, " + what[digit - '0'] + OWNED.replace("}}}", "}"))
                .collect(Collectors.joining(", "));
        Verdict verdict = returned(
                "{suppressions: {" + entries + "}}",
                Samples.result("{\"structuredContent\":{\"number\":\"4242424242424242\"}}"));
        Verdicts.passes(verdict);
        assertThat(Verdicts.notes(verdict)).containsExactly("suppress " + noted + " 1");
        Verdict elsewhere = returned(
                "{suppressions: {" + entries + "}}",
                Samples.result("{\"structuredContent\":{\"x\":\"4242424242424242\"}}"));
        assertThat(Verdicts.notes(elsewhere)).containsExactly("suppress s0 1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/a/0 | {\"a\":[\"%s\",1]} | true",
                "/a/0 | {\"a\":{\"0\":\"%s\"}} | true",
                "/a/00 | {\"a\":[\"%s\"]} | false",
                "/a/00 | {\"a\":{\"00\":\"%s\"}} | true",
                "/a/1 | {\"a\":[\"%s\",1]} | false",
                "/a | {\"a\":[1,\"%s\"]} | true",
                "/a | {\"a\":[[\"%s\"]]} | false",
                "/a/* | {\"a\":[[\"%s\"]]} | true",
                "/a/*/c | {\"a\":{\"b\":{\"c\":[\"%s\"]}}} | true",
                "/a/*/c | {\"a\":{\"b\":{\"d\":\"%s\"}}} | false",
                "/* | {\"*\":\"%s\"} | true",
                "/0/a | [{\"a\":\"%s\"},{\"b\":1}] | true",
                "/1/a | [{\"a\":\"%s\"},{\"b\":1}] | false",
                "/x~1y/~0z | {\"ä\":\"😀\",\"x/y\":{\"~z\":\"%s\"}} | true",
                "/ab | {\"\\u0061b\":\"%s\"} | true",
            })
    void aPointerMeansWhatItNames(String pointer, String json, boolean isIt) {
        String data = suppressing("types: payment-card, field: " + Samples.quoted(pointer));
        Verdict verdict = returned(data, Samples.result(both(json.formatted("4242424242424242"))));
        if (isIt) {
            Verdicts.passes(verdict);
            assertThat(Verdicts.notes(verdict)).containsExactly("suppress sandbox 2");
        } else {
            assertThat(Verdicts.mends(verdict)).doesNotContain("4242424242424242");
        }
    }

    /// Each of 1,000 pointers is about one member of 4,096 objects in lists of lists, in structure and as a text.
    @Test
    void manyPointersFindTheirFieldsInADeepDocument() {
        String entries = IntStream.range(0, 1_000)
                .mapToObj(i -> "s" + i + ": {types: email, field: '/*/*/*/*/f" + i + "'" + OWNED.replace("}}}", "}"))
                .collect(Collectors.joining(", "));
        String deep = IntStream.range(0, 4_096)
                .mapToObj(i -> "{\"" + (i % 2 == 0 ? "f" : "g") + i % 1_000 + "\":\"" + address(i) + "\"}")
                .collect(Collectors.joining(","));
        for (String level : new String[] {"{\"a\":[%s]}", "[%s]", "[%s]"}) {
            deep = level.formatted(deep);
        }
        Verdict verdict = returned(
                "{returned: {mask: [email], block: []}, suppressions: {" + entries + "}}", Samples.result(both(deep)));
        String mended = Verdicts.mends(verdict);
        for (int i = 0; i < 4_096; i++) {
            assertThat(mended.contains(address(i))).as(address(i)).isEqualTo(i % 2 == 0);
        }
        assertThat(Verdicts.notes(verdict))
                .contains("mask email 4096", "suppress s0 10")
                .hasSize(501);
    }
}
