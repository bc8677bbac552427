package io.tidegate.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.call.Call;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Samples;
import io.tidegate.call.Verdict;
import io.tidegate.config.DataRules.Direction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OutgoingDataTest {
    // put together here so that no scanner of repositories takes it for a real one
    private static final String TOKEN = "ghp_" + "q7Rt2LmX9vBz4KdW8sYc1NfH6jPg3TaE5uQx";
    private static final String CARD = "4242 4242 4242 4242";

    private static final OutgoingData CONTROL = new OutgoingData(DataFixture.of(
            "{arguments: {mask: [payment-card], block: [credential], alert: [email]}}", Direction.ARGUMENTS));

    private static Call params(String params) {
        return Samples.call(Samples.caller("alice"), Samples.tool(Samples.NOTES, "read", Samples.ANY_OBJECT), params);
    }

    @Test
    void passesWhatHoldsNothing() {
        Verdict verdict = CONTROL.judge(Samples.call("{\"text\":\"good morning\",\"n\":123456789012}"));
        Verdicts.passes(verdict);
        assertThat(Verdicts.notes(verdict)).isEmpty();
    }

    @Test
    void passesAndNotesWhatOnlyRaisesAnAlert() {
        Verdict verdict = CONTROL.judge(Samples.call("{\"to\":\"ada@example.com\"}"));
        Verdicts.passes(verdict);
        assertThat(Verdicts.notes(verdict)).containsExactly("alert email 1");
    }

    @Test
    void masksAndKeepsTheRest() {
        Verdict verdict = CONTROL.judge(Samples.call("{ \"card\" : \"" + CARD + "\",\"n\":1.50}"));
        assertThat(Verdicts.mends(verdict))
                .isEqualTo("{\"name\":\"read\",\"arguments\":{ \"card\" : \"**** **** **** 4242\",\"n\":1.50}}");
        assertThat(Verdicts.notes(verdict)).containsExactly("mask payment-card 1");
    }

    @Test
    void refusesASecretWithoutRepeatingIt() {
        Refusal refusal = Verdicts.refuses(
                CONTROL.judge(Samples.call("{\"header\":\"Bearer " + TOKEN + "\"}")), Reason.DATA_NOT_ALLOWED_OUT);
        assertThat(refusal.told() + refusal.detail()).contains("credential").doesNotContain(TOKEN);
    }

    @Test
    void looksThirtyLevelsDeep() {
        String deep = "{\"a\":[".repeat(15) + "\"" + TOKEN + "\"" + "]}".repeat(15);
        Verdicts.refuses(CONTROL.judge(Samples.call(deep)), Reason.DATA_NOT_ALLOWED_OUT);
    }

    @Test
    void looksAtNamesMetaAndWhateverElseTravels() {
        Verdicts.refuses(CONTROL.judge(Samples.call("{\"" + TOKEN + "\":1}")), Reason.DATA_NOT_ALLOWED_OUT);
        Verdicts.refuses(
                CONTROL.judge(
                        params("{\"name\":\"read\",\"arguments\":{},\"_meta\":{\"traceparent\":\"" + TOKEN + "\"}}")),
                Reason.DATA_NOT_ALLOWED_OUT);
        Verdicts.refuses(
                CONTROL.judge(params("{\"name\":\"read\",\"extra\":[\"" + TOKEN + "\"]}")),
                Reason.DATA_NOT_ALLOWED_OUT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"4242424242424242\"",
                "\"4242-4242-4242-4242\"",
                "4242424242424242",
                "\"\\u0034242 4242 4242 4242\"",
                "\"42\u200b42 4242 4242 4242\"",
                "\"\uff14\uff12\uff14\uff12 \uff14\uff12\uff14\uff12 4242 4242\"",
                "{\"4242 4242 4242 4242\":1}",
                "\"{\\\"card\\\":4242424242424242}\""
            })
    void findsACardHoweverItIsWritten(String value) {
        String mended = Verdicts.mends(CONTROL.judge(Samples.call("{\"v\":" + value + "}")));
        assertThat(mended.replaceAll("[^0-9]", "")).doesNotContain("42424242");
    }

    @Test
    void refusesWhereTwoNamesBecomeOne() {
        String twins = "{\"4242 4242 4242 4242\":1,\"4242-4242-4242-4242\":2}";
        assertThat(Verdicts.refuses(CONTROL.judge(Samples.call(twins)), Reason.DATA_NOT_ALLOWED_OUT)
                        .detail())
                .isEqualTo("too much to examine");
    }

    @Test
    void refusesWhatIsTooMuchToExamine() {
        String cards = "{\"v\":\"" + "4242424242424242; ".repeat(10_500) + "\"}";
        Verdicts.refuses(CONTROL.judge(Samples.call(cards)), Reason.DATA_NOT_ALLOWED_OUT);
        String mails = "{\"v\":\"" + "ada@example.com ".repeat(200_500) + "\"}";
        Verdicts.refuses(CONTROL.judge(Samples.call(mails)), Reason.DATA_NOT_ALLOWED_OUT);
    }

    @Test
    void looksForNothingWhereNothingIsConfigured() {
        OutgoingData blind = new OutgoingData(DataFixture.of(DataFixture.NOTHING, Direction.ARGUMENTS));
        Verdicts.passes(blind.judge(Samples.call("{\"v\":\"" + TOKEN + "\"}")));
    }
}
