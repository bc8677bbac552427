package io.tidegate.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Is a secret of each maker found under the maker's name, and a number or a hash of the same layout left alone?
class VendorKindsTest {
    private static final DataScanner SECRETS = new DataScanner(EnumSet.of(DataType.CREDENTIAL, DataType.PRIVATE_KEY));

    /// @param word one of those for the maker
    record Case(VendorShape.Format format, String word) {
        String name() {
            return format.telling().isEmpty()
                    ? word
                    : word + "_" + format.telling().getFirst();
        }

        String value() {
            return Specimens.of(format.kind() + word, format.value());
        }

        @Override
        public String toString() {
            return name() + " " + format.value().words();
        }
    }

    static Stream<Case> cases() {
        return VendorShape.formats().stream()
                .flatMap(format -> format.words().stream().map(word -> new Case(format, word)));
    }

    private static List<Finding> findings(Examination examination) {
        return switch (examination) {
            case Examination.Complete complete -> complete.findings();
            case Examination.TooMuchToExamine tooMuch -> throw new AssertionError(tooMuch);
        };
    }

    private static void assertFound(Case one, String text) {
        assertThat(findings(SECRETS.scan(text))).as(text).singleElement().satisfies(finding -> {
            assertThat(text.substring(finding.start(), finding.end())).isEqualTo(one.value());
            assertThat(finding.kind()).isEqualTo(one.format().kind());
        });
    }

    @ParameterizedTest
    @MethodSource("cases")
    void findsTheValueUnderItsName(Case one) {
        String name = one.name();
        String value = one.value();
        assertFound(one, name + "=" + value);
        assertFound(one, "export MY_" + name.toUpperCase(Locale.ROOT) + "=\"" + value + "\"; run");
        assertFound(one, name + ": " + value + "\nnext: 1");
        assertFound(one, "  '" + name + "' => '" + value + "',");
        assertFound(one, "{\"a\": 1, \"" + name + "\": \"" + value + "\", \"b\": 2}");
        assertFound(one, "{\\\"" + name + "\\\":\\\"" + value + "\\\"}");
        assertFound(one, "const " + name + " := `" + value + "`");
        assertFound(one, "the " + name.replace(one.word() + "_", one.word() + " ") + " is " + value + ", so use it");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void findsTheValueOfAMember(Case one) {
        assertThat(findings(SECRETS.scan(one.value(), one.name())))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.kind()).isEqualTo(one.format().kind());
                    assertThat(finding.start()).isZero();
                    assertThat(finding.end()).isEqualTo(one.value().length());
                });
    }

    @ParameterizedTest
    @MethodSource("cases")
    void seesThroughZeroWidthCharacters(Case one) {
        String split = one.value().substring(0, 5) + "\u200B" + one.value().substring(5);
        String text = one.name() + " = " + split;
        assertThat(findings(SECRETS.scan(text))).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(one.format().kind());
            assertThat(text.substring(finding.start(), finding.end())).isEqualTo(split);
        });
    }

    /// What reads so is a number of something, a hash, or stands for something else.
    @ParameterizedTest
    @MethodSource("cases")
    void leavesOtherThingsOfThatLayoutAlone(Case one) {
        String value = one.value();
        assertThat(findings(SECRETS.scan("value: " + value + " end"))).isEmpty();
        assertThat(findings(SECRETS.scan("item " + one.word().replace("key", "").replace("secret", "") + " " + value)))
                .isEmpty();
        if (!one.format().telling().isEmpty() && !one.word().matches(".*(key|secret|pass|auth|pat).*")) {
            assertThat(findings(SECRETS.scan(one.word() + "_client_id = " + value)))
                    .isEmpty();
            assertThat(findings(SECRETS.scan("\"" + one.word() + "Id\": \"" + value + "\"")))
                    .isEmpty();
            assertThat(findings(SECRETS.scan(one.word() + "_sha1: " + value))).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void leavesPlaceholdersAlone(Case one) {
        assertThat(findings(SECRETS.scan(one.name() + "=" + one.value().replaceAll("[A-Za-z0-9]", "x"))))
                .isEmpty();
        assertThat(findings(SECRETS.scan(one.name() + "=${" + one.name() + "}")))
                .isEmpty();
    }

    /// A value of another length is no key of this maker, and is found, if at all, by its name.
    @ParameterizedTest
    @MethodSource("cases")
    void leavesAnotherLengthToTheName(Case one) {
        String longer = one.name() + "=" + one.value() + "q7".repeat(300);
        assertThat(findings(SECRETS.scan(longer)))
                .extracting(Finding::kind)
                .doesNotContain(one.format().kind());
    }
}
