package io.tidegate.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.call.Answer;
import io.tidegate.call.Call;
import io.tidegate.call.Caller;
import io.tidegate.call.Delivery;
import io.tidegate.call.Reason;
import io.tidegate.call.Recipient;
import io.tidegate.call.Samples;
import io.tidegate.call.Verdict;
import io.tidegate.config.DataRules.Direction;
import io.tidegate.config.DataSelector;
import io.tidegate.detect.DataType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Does the first rule that fits decide, by type, direction, server, tool, caller and confidence, and does nothing that
/// stays in a text escape it?
final class DataHandlingTest {
    private static final String TEXT = "to ada@example.com";

    private static Verdict returned(String data, String user, String tool, Answer answer) {
        Caller caller =
                new Caller(Samples.user(user, "support"), Samples.caller(user).client(), "127.0.0.1");
        Call call = Samples.call(caller, Samples.tool(Samples.NOTES, tool, Samples.ANY_OBJECT), "{\"name\":\"x\"}");
        return new ReturnedData(DataFixture.of(data, Direction.RETURNED)).judge(Delivery.of(call, answer));
    }

    private static Verdict returned(String data, String text) {
        return returned(data, "ada", "read", Samples.text(text));
    }

    private static Verdict sent(String data, String arguments) {
        return new OutgoingData(DataFixture.of(data, Direction.ARGUMENTS)).judge(Samples.call(arguments));
    }

    private static String rule(String more) {
        return "{rules: [{types: email, do: block, " + more + "}]}";
    }

    /// Where the rule does not fit, addresses are masked as usual.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "confidence: 0 | yes",
                "direction: returned | yes",
                "direction: arguments | no",
                "tools: notes__read | yes",
                "tools: 'notes__*' | yes",
                "tools: read | yes",
                "tools: [other, 're*'] | yes",
                "tools: 'crm__*' | no",
                "tools: write | no",
                "servers: crm | no",
                "users: ada | yes",
                "users: bob | no",
                "groups: support | yes",
                "groups: sales | no",
                "roles: auditor | no",
                "users: bob, groups: support | yes",
                "users: bob, tools: read | no",
                "confidence: 0.9 | yes",
                "confidence: 1 | no",
            })
    void fitsWhatItSays(String rule, String fits) {
        Verdict verdict = returned(rule(rule), TEXT);
        if (fits.equals("yes")) {
            Verdicts.refuses(verdict, Reason.DATA_NOT_RELEASED);
        } else {
            assertThat(Verdicts.mends(verdict)).contains("ad***@example.com");
        }
    }

    @Test
    void theFirstThatFitsDecides() {
        String rules = "{rules: [{types: personal, users: bob, do: allow}, {types: email, do: alert},"
                + " {types: email, do: block}]}";
        Verdict noted = returned(rules, TEXT);
        Verdicts.passes(noted);
        assertThat(Verdicts.notes(noted)).containsExactly("alert email 1");
        Verdict unseen = returned(rules, "bob", "read", Samples.text(TEXT));
        Verdicts.passes(unseen);
        assertThat(Verdicts.notes(unseen)).isEmpty();
    }

    @Test
    void takesFamiliesAndWaysOfRecognising() {
        String token = "ghp_" + "q7Rt2LmX9vBz4KdW8sYc1NfH6jPg3TaE5uQx";
        String rules = "{rules: [{types: credential/github-token, do: mask}, {types: secret, do: block},"
                + " {types: financial, do: alert}]}";
        assertThat(Verdicts.mends(returned(rules, "key " + token))).contains("[credential removed]");
        Verdicts.refuses(returned(rules, "password: q8Zr2mXv91LkPw4T"), Reason.DATA_NOT_RELEASED);
        assertThat(Verdicts.notes(returned(rules, "4242 4242 4242 4242"))).containsExactly("alert payment-card 1");
    }

    @Test
    void theFamiliesAreThoseOfTheTypes() {
        Set<String> families = Arrays.stream(DataType.Family.values())
                .map(family -> family.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        assertThat(DataSelector.FAMILIES).containsExactlyInAnyOrderElementsOf(families);
    }

    /// What only a rule for others speaks of is as good as not looked for, but takes nothing else along.
    @Test
    void whatIsLookedForForOthersChangesNothing() {
        String rules = "{rules: [{types: [credential], users: bob, do: mask}], returned: {block: [], mask: [email]}}";
        Verdict verdict = returned(rules, "password: q8Zr2mXv91LkPw4T");
        Verdicts.passes(verdict);
        assertThat(Verdicts.notes(verdict)).isEmpty();
        String both = "https://q8Zr2mXv91LkPw4T:q8Zr2mXv91LkPw4T@example.com and x:ada@example.com";
        assertThat(Verdicts.mends(returned(rules, both))).doesNotContain("ada@");
    }

    /// Of data in data the strictest action counts, whichever gives the whole its name.
    @Test
    void ofSeveralInOneTheStrictestIsDone() {
        String rules = "{returned: {block: [email], mask: [], alert: [payment-card]}}";
        String both = Base64.getEncoder()
                .encodeToString("write to ada@example.com, 4242 4242 4242 4242".getBytes(StandardCharsets.UTF_8));
        Verdicts.refuses(returned(rules, "data " + both), Reason.DATA_NOT_RELEASED);
    }

    @Test
    void whatIsForEverybodyFitsNoRuleForSome() {
        ReturnedData control = new ReturnedData(DataFixture.of(rule("users: ada"), Direction.RETURNED));
        Answer definition = new Answer.Definition(Samples.content("{\"name\":\"a\",\"description\":\"" + TEXT + "\"}"));
        Delivery delivery = new Delivery(Samples.NOTES, definition, new Recipient.Everybody());
        assertThat(Verdicts.mends(control.judge(delivery))).contains("ad***@");
    }

    @Test
    void argumentsHaveRulesToo() {
        String rules = "{rules: [{types: personal, direction: arguments, tools: 'notes__*', do: mask}]}";
        assertThat(Verdicts.mends(sent(rules, "{\"to\":\"ada@example.com\"}")))
                .isEqualTo("{\"name\":\"read\",\"arguments\":{\"to\":\"ad***@example.com\"}}");
        Verdicts.passes(sent(rules.replace("notes", "crm"), "{\"to\":\"ada@example.com\"}"));
    }
}
