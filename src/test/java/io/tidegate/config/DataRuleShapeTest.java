package io.tidegate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What may be written about data, and what is said of what may not?
class DataRuleShapeTest {
    private static final String OWNED = ", owner: ada, until: 2026-04-01, because: tests}}}";

    @Test
    void takesAllThatCanBeSaid() {
        DataRules rules = DataSamples.of(
                "{rules: [{types: [email, secret, credential/json-web-token], direction: returned, servers: crm,"
                        + " tools: ['crm__*', find], users: ada, groups: [support], roles: auditor, confidence: 0.9, do: mask}],"
                        + " suppressions: {one: {types: email, field: /a/*/b, tools: find, direction: arguments"
                        + OWNED);
        assertThat(rules.rules()).singleElement().satisfies(rule -> {
            assertThat(rule.types()).hasSize(3);
            assertThat(rule.confidence()).isEqualTo(0.9);
        });
        assertThat(rules.suppressions()).extracting(Suppression::name).containsExactly("one");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{types: emial, do: mask} | data.rules.types: `emial` is not a data type; did you mean `email`",
                "{types: email/A B, do: mask} | `email/A B` is not a data type, a family of them, or `TYPE/RULE`",
                "{types: personal/email, do: mask} | `personal` is not a data type",
                "{types: email} | needs `do`",
                "{do: mask} | needs `types`",
                "{types: email, do: hide} | `hide` is not one of allow, alert, mask",
                "{types: email, do: mask, confidence: 1.5} | `1.5` is not a number from 0 to 1",
                "{types: email, do: mask, servers: crn} | `rules` speak of `crn`, which is not a server here",
                "{types: email, do: mask, users: []} | has 0 items",
                "{types: email, do: mask, tools: 'a b'} | is not a tool's name",
                "{types: credential/github-tokn, do: mask} | `credential/github-tokn` is not recognised in any text; did you"
                        + " mean `credential/github-token`?",
                "{types: credential/encoded-github-tokn, do: mask} | mean `credential/encoded-github-token`?",
                "{types: private-key/pem, do: mask} | what there is: docs/credentials.md",
                "{types: email, do: mask, tools: 'cmr__*'} | `cmr__*` is about tools of `cmr`, which is not a server here;"
                        + " did you mean `crm`?",
            })
    void saysWhatIsWrongWithARule(String rule, String told) {
        assertThatThrownBy(() -> DataSamples.of("{rules: [" + rule + "]}")).hasMessageContaining(told);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "types: email | needs `value`, `field` or `tools`",
                "types: email, value: ada@example.com | a code as `tidegate inspect --codes` prints it",
                "types: email, field: to | a JSON pointer",
                "tools: find | needs `types`",
            })
    void saysWhatIsWrongWithASuppression(String what, String told) {
        assertThatThrownBy(() -> DataSamples.of("{suppressions: {one: {" + what + OWNED))
                .hasMessageContaining(told);
    }

    @Test
    void aServerThatIsNoneHasNoTools() {
        for (String data : new String[] {
            "{tokens: {restore: 'cmr__*'}}", "{suppressions: {one: {types: email, tools: cmr__find" + OWNED
        }) {
            assertThatThrownBy(() -> DataSamples.of(data)).hasMessageContaining("did you mean `crm`");
        }
        String fine = "{tokens: {restore: ['crm__*', '*__find', find, 'c*__x']}, rules: [{types:"
                + " [credential/encoded-encoded-github-token, private-key/pem-private-key], do: mask}]}";
        assertThat(DataSamples.of(fine).rules()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "until: 2027-03-03, owner: ada | `2027-03-03` is more than 366 days ahead",
                "until: soon, owner: ada | is not a day such as",
                "until: 2026-04-01 | needs `owner`",
                "owner: ada | needs `until`",
            })
    void itNeedsAnOwnerAndAnEnd(String who, String told) {
        String data = "{suppressions: {one: {types: email, tools: find, because: tests, " + who + "}}}";
        assertThatThrownBy(() -> DataSamples.of(data)).hasMessageContaining(told);
    }

    @Test
    void aYearAheadIsNotTooFar() {
        String data =
                "{suppressions: {one: {types: email, tools: find, because: tests, owner: ada, until: 2027-03-02}}}";
        assertThat(DataSamples.of(data).suppressions()).hasSize(1);
    }

    @Test
    void whatHasEndedIsRemarkedOn() {
        Configuration ended = DataSamples.configuration(
                "{suppressions: {one: {types: email, tools: find, owner: ada, until: 2026-02-28, because: tests}}}");
        assertThat(ended.remarks())
                .singleElement()
                .asString()
                .contains("data.suppressions.one ended on 2026-02-28, so what it is about counts again");
    }
}
