package io.tidegate.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Does a pattern find what a regular expression finds, in bounded time, and is what can't be bounded refused?
class OwnPatternTest {
    static DataScanner scanner(String pattern, String... near) {
        try {
            OwnPattern read = OwnPattern.read(pattern, List.of(near));
            return new DataScanner(
                    Set.of(),
                    new OwnData(List.of(new OwnType("it", Confidence.LIKELY, new OwnType.Way.Matching(read)))));
        } catch (UnsafePattern unsafe) {
            throw new IllegalArgumentException(unsafe.getMessage() + "; " + unsafe.help(), unsafe);
        }
    }

    static List<String> found(DataScanner scanner, String text) {
        List<String> found = new ArrayList<>();
        for (Finding finding : ((Examination.Complete) scanner.scan(text)).findings()) {
            assertThat(finding.id()).isEqualTo("own/it");
            found.add(text.substring(finding.start(), finding.end()));
        }
        return found;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            value = {
                "ACME-\\d{6}¦ids ACME-123456, ACME-12345 and xACME-6543210¦ACME-123456|ACME-654321",
                "\\bACME-\\d{6}\\b¦ids ACME-123456, ACME-12345 and xACME-654321 ACME-6543210¦ACME-123456",
                "(?i)acme-[a-f0-9]+¦Acme-00fF.¦Acme-00fF",
                "[A-Z]{2,5}-PRJ(-[0-9]+)?¦AB-PRJ-17 and ABCDEFG-PRJ¦AB-PRJ-17|CDEFG-PRJ",
                "(?:north|south|east)wind \\w+¦the southwind runs¦southwind runs",
                "(a|b)*code=[^;]{1,9};¦babacode=1 2 3;¦babacode=1 2 3;",
                "inv[.]\\d{4}/\\d{2}¦inv.2026/11¦inv.2026/11",
                "Kunde \\p{L}+¦Kunde Jürgen kommt¦Kunde Jürgen"
            })
    void findsWhatItSays(String pattern, String text, String expected) {
        assertThat(String.join("|", found(scanner(pattern), text))).isEqualTo(expected);
    }

    @Test
    void seesThroughWhatHides() {
        DataScanner scanner = scanner("ACME-\\d{6}");
        assertThat(found(scanner, "AC\u200bME\u2011１２３\u00ad４５６")).hasSize(1);
        String hidden = java.util.Base64.getEncoder()
                .encodeToString("the number is ACME-123456, keep it".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(found(scanner, "see " + hidden + " there"))
                .singleElement()
                .asString()
                .contains(hidden.substring(0, 40));
    }

    @Test
    void whatIsAnnouncedCountsOnlyNearItsWords() {
        DataScanner scanner = scanner("[0-9]{6}", "staff", "personnel no");
        assertThat(found(scanner, "Staff id: 123456, seen 654321")).containsExactly("123456", "654321");
        assertThat(found(scanner, "123456 is your Personnel No.")).containsExactly("123456");
        assertThat(found(scanner, "the total is 123456")).isEmpty();
        assertThat(found(scanner, "distaff 123456")).isEmpty();
        assertThat(found(scanner, "staff" + " ".repeat(70) + "123456")).isEmpty();
        assertThat(((Examination.Complete) scanner.scan("123456", "staffNumber")).findings())
                .as("the name of a member announces it too")
                .hasSize(1);
    }

    @Test
    void aLiteralAndWordsHaveToBeThereBoth() {
        DataScanner scanner = scanner("PRJ\\d+", "secret");
        assertThat(found(scanner, "secret PRJ17")).containsExactly("PRJ17");
        assertThat(found(scanner, "public PRJ17")).isEmpty();
    }

    @Test
    void aLongMatchIsFoundToItsEnd() {
        String id = "ACME-" + "7".repeat(5_000);
        assertThat(found(scanner("ACME-\\d+"), "x " + id + " y")).containsExactly(id);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            value = {
                "(abc+)+d¦unbounded repetition inside another",
                "(abc*)*d¦unbounded repetition inside another",
                "(abc?)*(x?)*def¦may be empty",
                "(a)bcd\\1¦refers back",
                "abc(?=d)¦has `(?`",
                "abc(?<!d)¦has `(?`",
                "^abcd¦where a text begins",
                "abcd$¦where a text begins",
                "abc\\bdef¦`\\b` in the middle",
                "\\d{3}-\\d{4}¦has no 3 characters in a row",
                "ab\\d{9}¦has no 3 characters in a row",
                "(abc)?\\d{5}¦has no 3 characters in a row",
                "ab¦fewer than 3",
                "abc.{0,40}[a-f].{60}[g-k].{90}x{3,9}¦needs more than",
                "abcd{2}{3}¦repeats a repetition",
                "abc+?d¦repeats a repetition",
                "abc[z-a]¦range",
                "abc(d¦nothing closes",
                "abc)d¦closes nothing",
                "abc[d¦nothing closes",
                "abc{999}¦repeats",
                "abcä¦not ASCII",
                "removed\\]¦stands where something was taken out"
            })
    void refusesWhatIsNotSafe(String pattern, String why) {
        assertThatThrownBy(() -> OwnPattern.read(pattern, List.of()))
                .isInstanceOfSatisfying(
                        UnsafePattern.class, unsafe -> assertThat(unsafe.help()).isNotBlank())
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00e9tat", "x", " id"})
    void refusesWordsThatCantAnnounce(String word) {
        assertThatThrownBy(() -> OwnPattern.read("\\d{6}", List.of(word))).hasMessageContaining("word");
    }

    /// The usual engine, on plain ASCII, says the same: leftmost, and the longest of those.
    @Property(tries = 300)
    void findsWhatTheUsualEngineFinds(
            @ForAll @CharRange(from = 'a', to = 'd') @StringLength(max = 40) String one,
            @ForAll @CharRange(from = 'a', to = 'd') @StringLength(max = 40) String other) {
        String text = one + "abc" + other + "\n" + other + "cabcab" + one;
        for (String pattern :
                List.of("[ab]{0,3}abc[a-c]*", "a?(?:abc|bcab)d*", "(?:d|c)+abc(?:ab|ba){0,2}", "abc.{2}")) {
            List<String> expected = new ArrayList<>();
            for (int at = 0; at < text.length(); ) {
                int end = longest(Pattern.compile(pattern), text, at);
                if (end > at) {
                    expected.add(at + "-" + end);
                }
                at = Math.max(end, at + 1);
            }
            List<String> found = ((Examination.Complete) scanner(pattern).scan(text))
                    .findings().stream()
                            .flatMap(finding -> finding.pieces().stream())
                            .map(finding -> finding.start() + "-" + finding.end())
                            .distinct()
                            .toList();
            assertThat(found).as(pattern + " in " + text).containsAll(expected);
        }
    }

    private static int longest(Pattern pattern, String text, int start) {
        for (int end = text.length(); end > start; end--) {
            Matcher matcher = pattern.matcher(text).region(start, end);
            if (matcher.matches()) {
                return end;
            }
        }
        return -1;
    }

    /// The worst that the shapes of patterns can be fed, by counted steps.
    @ParameterizedTest
    @CsvSource({
        "'abc[a-c]{1,200}x', abc",
        "'[abc]{1,200}abcx', abc",
        "'(?:abc|abca|abcab){1,60}z', abcab",
        "'[a-z ]{3,200}[0-9]', 'word '"
    })
    void takesNoMoreThanItsBudget(String pattern, String fed) {
        DataScanner scanner = pattern.contains(" ") ? scanner(pattern, "word") : scanner(pattern);
        String text = fed.repeat(10_000 / fed.length());
        long start = System.nanoTime();
        Examination examination = scanner.scan(text);
        long micros = (System.nanoTime() - start) / 1_000;
        assertThat(micros)
                .as(String.format(Locale.ROOT, "%s took %d us", pattern, micros))
                .isLessThan(200_000);
        if (examination instanceof Examination.Complete(List<Finding> _, long steps)) {
            assertThat(steps).isLessThanOrEqualTo(72L * text.length() + 4_096);
        }
    }
}
