package io.tidegate.detect;

import static io.tidegate.detect.Samples.base64;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Is a token of each kind found wherever it stands, as just what it is, and is what only looks like one left alone?
class TokenKindsTest {
    private static final DataScanner SECRETS = new DataScanner(EnumSet.of(DataType.CREDENTIAL, DataType.PRIVATE_KEY));
    private static final String ZERO_WIDTH = "\u200B";

    static Stream<TokenFormat> formats() {
        return Stream.concat(
                Tokens.formats(DataType.CREDENTIAL).stream(), Tokens.formats(DataType.PRIVATE_KEY).stream());
    }

    static Stream<TokenFormat> checked() {
        return formats()
                .filter(format -> format.proof() != TokenFormat.Proof.RANDOM)
                .filter(format -> format.proof() != TokenFormat.Proof.MIXED);
    }

    private static List<Finding> scan(String text) {
        return switch (SECRETS.scan(text)) {
            case Examination.Complete complete -> complete.findings();
            case Examination.TooMuchToExamine tooMuch -> throw new AssertionError(tooMuch);
        };
    }

    private static void assertFound(String kind, String token, String text) {
        assertThat(scan(text)).as(text).singleElement().satisfies(finding -> {
            assertThat(text.substring(finding.start(), finding.end())).isEqualTo(token);
            assertThat(finding.kind()).isEqualTo(kind);
        });
    }

    @ParameterizedTest
    @MethodSource("formats")
    void findsTheTokenAndNothingElse(TokenFormat format) {
        String token = Specimens.of(format);
        assertFound(format.kind(), token, token);
        assertFound(format.kind(), token, "here it is: " + token + " and no more");
        assertFound(format.kind(), token, "{\"k\": \"" + token + "\", \"n\": 1}");
        assertFound(format.kind(), token, "{\\\"k\\\":\\\"" + token + "\\\"}");
        assertFound(format.kind(), token, "line\\n" + token + "\\nline");
        assertFound(format.kind(), token, "export K='" + token + "'; run");
        assertFound(format.kind(), token, "run --k \"" + token + "\" \\\n  --more");
        assertFound(format.kind(), token, "https://h.example.com/path?k=" + token + "&z=1");
        assertFound(format.kind(), token, "| a | `" + token + "` | b |");
        assertFound(format.kind(), token, "<v>" + token + "</v>");
    }

    @ParameterizedTest
    @MethodSource("formats")
    void seesThroughZeroWidthCharacters(TokenFormat format) {
        String token = Specimens.of(format);
        String split = token.substring(0, 2) + ZERO_WIDTH + token.substring(2, 9) + ZERO_WIDTH + token.substring(9);
        assertFound(format.kind(), split, "value " + split + " end");
    }

    @ParameterizedTest
    @MethodSource("formats")
    void seesThroughBase64(TokenFormat format) {
        String run = base64("the value is: " + Specimens.of(format) + " and that is all of it.");
        assertThat(scan("blob " + run + " end")).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo("encoded-" + format.kind());
            assertThat(finding.end() - finding.start()).isEqualTo(run.length());
        });
    }

    @ParameterizedTest
    @MethodSource("formats")
    void leavesPlaceholdersAlone(TokenFormat format) {
        String token = Specimens.of(format);
        int literal = token.indexOf(format.literal()) + format.literal().length();
        String masked = token.substring(literal).replaceAll("[A-Za-z0-9]", "x");
        String lead = token.substring(0, literal - format.literal().length()).replaceAll("[A-Za-z0-9]", "x");
        assertThat(scan("value " + lead + format.literal() + masked + " end")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("formats")
    void leavesWhatIsTooShortAlone(TokenFormat format) {
        String token = Specimens.of(format);
        int literal = token.indexOf(format.literal()) + format.literal().length();
        String cut = format.lead().isPresent()
                ? token.substring(literal - format.literal().length())
                : token.substring(0, literal + format.rest().lengthMin() / 4);
        assertThat(scan("value " + cut + " end")).extracting(Finding::kind).doesNotContain(format.kind());
    }

    @ParameterizedTest
    @MethodSource("formats")
    void leavesAloneWhatBeginsInsideOfAWord(TokenFormat format) {
        String token = Specimens.of(format);
        boolean leadIsFixed =
                format.lead().map(lead -> lead.min() == lead.max()).orElse(true);
        if (Alphabet.WORD.has(token.charAt(0)) && leadIsFixed) {
            assertThat(scan("value Zq" + token + " end"))
                    .filteredOn(finding -> finding.start() < 8)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("checked")
    void rightChecksumMakesItCertain(TokenFormat format) {
        String token = Specimens.of(format);
        assertThat(scan(token)).singleElement().extracting(Finding::confidence).isEqualTo(Confidence.CERTAIN);
    }

    @ParameterizedTest
    @MethodSource("checked")
    void wrongChecksumDoesNot(TokenFormat format) {
        String wrong = format.literal() + Specimens.of("wrong", format.rest());
        assertThat(scan(wrong)).extracting(Finding::confidence).doesNotContain(Confidence.CERTAIN);
    }

    @Test
    void thereAreAHundredAndFiftyKinds() {
        long kinds = Stream.concat(
                        formats().map(TokenFormat::kind),
                        VendorShape.formats().stream().map(VendorShape.Format::kind))
                .distinct()
                .count();
        assertThat(kinds).isGreaterThanOrEqualTo(150);
    }
}
