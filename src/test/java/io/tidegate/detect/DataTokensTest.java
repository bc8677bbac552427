package io.tidegate.detect;

import static io.tidegate.detect.Samples.scan;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.crypto.Siv;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/// Does a token stand for its value, for nobody else's, and does it tell nothing?
class DataTokensTest {
    private static final DataTokens OURS = new DataTokens(Siv.withKey((byte) 1, new byte[64]));
    private static final DataTokens OTHERS = new DataTokens(Siv.withKey((byte) 1, filled()));

    private static byte[] filled() {
        byte[] key = new byte[64];
        Arrays.fill(key, (byte) 7);
        return key;
    }

    private static List<DataTokens.Token> in(DataTokens whose, String text) {
        return new OpenedTokens(whose).in(text).orElseThrow();
    }

    private static String token(String value) {
        return OURS.of("email", value).orElseThrow();
    }

    @Property(tries = 300)
    void standsForItsValueWhereverItStands(
            @ForAll @StringLength(min = 1, max = 60) @CharRange(from = ' ', to = '\u04ff') String value) {
        String token = token(value);
        assertThat(token).matches("tdg_email_[a-z2-7]+");
        assertThat(token(value)).isEqualTo(token);
        String text = "x" + token + ", (" + token + ")";
        assertThat(in(OURS, text)).extracting(DataTokens.Token::value).containsExactly(value, value);
        assertThat(text.substring(
                        in(OURS, text).getFirst().start(),
                        in(OURS, text).getFirst().end()))
                .isEqualTo(token);
        assertThat(in(OTHERS, text)).isEmpty();
        assertThat(OTHERS.of("email", value)).isNotEqualTo(Optional.of(token));
    }

    /// It is looked at as text too, and nothing is found in it, whichever word stands before it.
    @Property(tries = 300)
    void nothingIsFoundInIt(@ForAll @StringLength(min = 1, max = 60) @CharRange(from = ' ', to = '~') String value) {
        DataPass everything = new DataPass(
                new DataPass.Sought(Set.of(DataType.values()), OwnData.NONE),
                (finding, _) -> new Treatment.Treated(DataPass.Action.BLOCK, finding, List.of()),
                Optional.of(OURS));
        for (String before : new String[] {"", "password=", "token: ", "phone ", "Bearer "}) {
            String text = before + token(value);
            JsonDocument document = JsonDocument.of(
                    new String(new JsonWriter().array().text(text).endArray().bytes(), StandardCharsets.UTF_8));
            assertThat(everything.examine(document)).as(text).isInstanceOf(DataPass.Outcome.Examined.class);
        }
        assertThat(scan(token(value))).isEmpty();
    }

    @Test
    void opensNothingThatWasChanged() {
        String token = token("ada@example.com");
        for (int at = token.lastIndexOf('_') + 1; at < token.length(); at++) {
            char other = token.charAt(at) == 'a' ? 'b' : 'a';
            assertThat(in(OURS, token.substring(0, at) + other + token.substring(at + 1)))
                    .isEmpty();
        }
        assertThat(in(OURS, token.replace("email", "phone"))).isEmpty();
        assertThat(in(OURS, token.toUpperCase(java.util.Locale.ROOT))).isEmpty();
        assertThat(in(OURS, token.substring(0, token.length() - 1))).isEmpty();
        assertThat(in(OURS, token + "a")).isEmpty();
    }

    @Test
    void whatIsLongOrNoTextHasNone() {
        assertThat(OURS.of("email", "a".repeat(DataTokens.VALUE_BYTES_MAX))).isPresent();
        assertThat(OURS.of("email", "a".repeat(DataTokens.VALUE_BYTES_MAX + 1))).isEmpty();
        assertThat(OURS.of("email", "a\ud800b")).isEmpty();
    }

    /// Whatever stands there, tokenized or masked, what was found is found no more, and what was not is as it was.
    @Property(tries = 400)
    void whatIsTokenizedIsGone(
            @ForAll @StringLength(max = 20) @CharRange(from = ' ', to = '~') String before,
            @ForAll @StringLength(max = 20) @CharRange(from = ' ', to = '~') String behind) {
        String text = before + " annabel@example.com " + behind;
        DataPass everything = new DataPass(
                new DataPass.Sought(Set.of(DataType.EMAIL), OwnData.NONE),
                (finding, _) -> new Treatment.Treated(DataPass.Action.TOKENIZE, finding, List.of()),
                Optional.of(OURS));
        JsonDocument document = JsonDocument.of(
                new String(new JsonWriter().array().text(text).endArray().bytes(), StandardCharsets.UTF_8));
        if (everything.examine(document) instanceof DataPass.Outcome.Examined(JsonDocument left, var _)) {
            String shown = left.root().elements().iterator().next().text();
            assertThat(shown).doesNotContain("annabel@");
            String restored = in(OURS, shown).stream()
                    .map(token -> shown.substring(token.start(), token.end()))
                    .distinct()
                    .collect(Collectors.collectingAndThen(Collectors.toList(), all -> {
                        String whole = shown;
                        for (String each : all) {
                            whole = whole.replace(
                                    each, in(OURS, each).getFirst().value());
                        }
                        return whole;
                    }));
            assertThat(restored).isEqualTo(text);
        }
    }

    private static String tokens(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> token("v" + i)).collect(Collectors.joining(" "));
    }

    /// In two texts, below an address that is only noted.
    private static DataPass.Outcome examined(String one, String other) {
        DataPass noting = new DataPass(
                new DataPass.Sought(Set.of(DataType.EMAIL), OwnData.NONE),
                (finding, _) -> noted(finding),
                Optional.of(OURS));
        byte[] json = new JsonWriter()
                .array()
                .text("annabel@example.com " + one)
                .text("annabel@example.com " + other)
                .endArray()
                .bytes();
        JsonDocument document = JsonDocument.of(new String(json, StandardCharsets.UTF_8));
        return noting.examine(document, (finding, _) -> noted(finding), Optional.of(document.root()));
    }

    private static Treatment.Treated noted(Finding finding) {
        return new Treatment.Treated(DataPass.Action.ALERT, finding, List.of());
    }

    @Test
    void allOfADocumentBecomeValuesOrItIsRefused() {
        int most = OpenedTokens.OPENED_MAX;
        String first = tokens(0, most / 2);
        String second = tokens(most / 2, most);
        if (!(examined(first, second) instanceof DataPass.Outcome.Examined(JsonDocument left, Tally found))) {
            throw new AssertionError("refused");
        }
        assertThat(new String(left.bytes(), StandardCharsets.UTF_8)).doesNotContain(DataTokens.START);
        assertThat(found.lines())
                .containsExactlyInAnyOrder(
                        new Tally.Line("alert", "email", 2), new Tally.Line("restore", "email", most));
        String more = second + " " + token("one more");
        assertThat(examined(first, more)).isInstanceOf(DataPass.Outcome.TooMuch.class);
        assertThat(examined(more, first)).isInstanceOf(DataPass.Outcome.TooMuch.class);
    }

    /// Also those that do not open, and where nothing becomes a value.
    @Test
    void whatOnlyLooksLikeATokenCountsToo() {
        int most = OpenedTokens.OPENED_MAX;
        String forged = IntStream.range(0, most)
                .mapToObj(i -> "tdg_email_" + "a".repeat(24)
                        + Integer.toString(i + most, 6).replace('0', 'z').replace('1', 'y'))
                .collect(Collectors.joining(" "));
        DataPass noting = new DataPass(
                new DataPass.Sought(Set.of(DataType.EMAIL), OwnData.NONE),
                (finding, _) -> noted(finding),
                Optional.of(OURS));
        String text = "annabel@example.com " + forged + " " + tokens(0, most);
        assertThat(noting.found(text, "", noting.opening(), new PlanQuestions()))
                .isEqualTo(new Examination.TooMuchToExamine(Examination.Limit.TOKENS));
        assertThat(noting.found("annabel@example.com " + forged, "", noting.opening(), new PlanQuestions()))
                .isInstanceOf(Examination.Complete.class);
    }

    @Test
    void oneThatIsRepeatedIsOpenedOnce() {
        String often = (token("ada@example.com") + " ").repeat(2 * OpenedTokens.OPENED_MAX);
        assertThat(examined(often, often)).isInstanceOf(DataPass.Outcome.Examined.class);
    }
}
