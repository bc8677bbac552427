package io.tidegate.detect;

import static io.tidegate.detect.Samples.scan;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.crypto.Siv;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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
        assertThat(OURS.in(text)).extracting(DataTokens.Token::value).containsExactly(value, value);
        assertThat(text.substring(
                        OURS.in(text).getFirst().start(),
                        OURS.in(text).getFirst().end()))
                .isEqualTo(token);
        assertThat(OTHERS.in(text)).isEmpty();
        assertThat(OTHERS.of("email", value)).isNotEqualTo(Optional.of(token));
    }

    /// It is looked at as text too, and nothing is found in it, whichever word stands before it.
    @Property(tries = 300)
    void nothingIsFoundInIt(@ForAll @StringLength(min = 1, max = 60) @CharRange(from = ' ', to = '~') String value) {
        DataPass everything = new DataPass(
                new DataPass.Sought(Set.of(DataType.values()), OwnData.NONE),
                (finding, _) -> new Treatment.Treated(DataPass.Action.BLOCK, finding, java.util.List.of()),
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
            assertThat(OURS.in(token.substring(0, at) + other + token.substring(at + 1)))
                    .isEmpty();
        }
        assertThat(OURS.in(token.replace("email", "phone"))).isEmpty();
        assertThat(OURS.in(token.toUpperCase(java.util.Locale.ROOT))).isEmpty();
        assertThat(OURS.in(token.substring(0, token.length() - 1))).isEmpty();
        assertThat(OURS.in(token + "a")).isEmpty();
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
                (finding, _) -> new Treatment.Treated(DataPass.Action.TOKENIZE, finding, java.util.List.of()),
                Optional.of(OURS));
        JsonDocument document = JsonDocument.of(
                new String(new JsonWriter().array().text(text).endArray().bytes(), StandardCharsets.UTF_8));
        if (everything.examine(document) instanceof DataPass.Outcome.Examined(JsonDocument left, var _)) {
            String shown = left.root().elements().iterator().next().text();
            assertThat(shown).doesNotContain("annabel@");
            String restored = OURS.in(shown).stream()
                    .map(token -> shown.substring(token.start(), token.end()))
                    .distinct()
                    .collect(Collectors.collectingAndThen(Collectors.toList(), all -> {
                        String whole = shown;
                        for (String each : all) {
                            whole = whole.replace(each, OURS.in(each).getFirst().value());
                        }
                        return whole;
                    }));
            assertThat(restored).isEqualTo(text);
        }
    }
}
