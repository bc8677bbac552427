package io.tidegate.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.call.Answer;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Samples;
import io.tidegate.call.Verdict;
import io.tidegate.config.DataRules.Direction;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReturnedDataTest {
    private static final String TOKEN = "ghp_" + "q7Rt2LmX9vBz4KdW8sYc1NfH6jPg3TaE5uQx";
    private static final ReturnedData CONTROL = new ReturnedData(DataFixture.of(
            "{returned: {mask: [payment-card, email], block: [credential], alert: []}}", Direction.RETURNED));

    private static Verdict judge(Answer answer) {
        return CONTROL.judge(Samples.delivery(Samples.NOTES, answer));
    }

    @Test
    void passesWhatHoldsNothing() {
        Verdicts.passes(judge(Samples.text("three files, 42 rows")));
    }

    @Test
    void masksTheSameWayInTextAndStructure() {
        Verdict verdict = judge(Samples.result("{\"content\":[{\"type\":\"text\",\"text\":\"to ada@example.com\"}],"
                + "\"structuredContent\":{\"to\":\"ada@example.com\"}}"));
        assertThat(Verdicts.mends(verdict))
                .contains("to ad***@example.com", "\"to\":\"ad***@example.com\"")
                .doesNotContain("ada@");
        assertThat(Verdicts.notes(verdict)).containsExactly("mask email 2");
    }

    @Test
    void refusesWhatMustNotComeBack() {
        Refusal refusal = Verdicts.refuses(judge(Samples.text("token " + TOKEN)), Reason.DATA_NOT_RELEASED);
        assertThat(refusal.told() + refusal.detail()).contains("credential").doesNotContain(TOKEN);
    }

    @Test
    void looksAtErrorsNoticesAndDefinitions() {
        String error = "{\"code\":1,\"message\":\"no ada@example.com\",\"data\":{\"x\":[\"bob@example.com\"]}}";
        assertThat(Verdicts.mends(judge(new Answer.Failure(Samples.content(error)))))
                .doesNotContain("ada@", "bob@");
        String log = "{\"level\":\"info\",\"data\":\"ada@example.com\"}";
        assertThat(Verdicts.mends(judge(new Answer.Notice("notifications/message", Samples.content(log)))))
                .doesNotContain("ada@");
        String definition = "{\"name\":\"read\",\"description\":\"ask ada@example.com\",\"inputSchema\":{}}";
        assertThat(Verdicts.mends(judge(new Answer.Definition(Samples.content(definition)))))
                .doesNotContain("ada@");
    }

    @Test
    void looksAtTrustedServersToo() {
        assertThat(Verdicts.mends(CONTROL.judge(Samples.delivery(Samples.TRUSTED, Samples.text("ada@example.com")))))
                .doesNotContain("ada@");
    }

    @Test
    void looksIntoEncodedResources() {
        String csv = "name,mail\nAda,ada@example.com\n";
        String blob = Base64.getEncoder().encodeToString(csv.getBytes(StandardCharsets.UTF_8));
        String mended = Verdicts.mends(judge(Samples.result(
                "{\"content\":[{\"type\":\"resource\",\"resource\":{\"uri\":\"a:b\",\"blob\":\"" + blob + "\"}}]}")));
        String inside = mended.replaceAll(".*\"blob\":\"([^\"]*)\".*", "$1");
        assertThat(new String(Base64.getDecoder().decode(inside), StandardCharsets.UTF_8))
                .isEqualTo("name,mail\nAda,ad***@example.com\n");
    }

    @Test
    void findsCardThatCouldBeReadAsEncodedText() {
        assertThat(Base64.getDecoder().decode("4420040004050407"))
                .as("is valid text in base64")
                .isEqualTo("㍴Ӎ4Ӎ9Ӎ;".getBytes(StandardCharsets.UTF_8));
        Verdict verdict = judge(Samples.text("4420040004050407"));
        assertThat(Verdicts.mends(verdict)).contains("0407").doesNotContain("4420040004050407");
        assertThat(Verdicts.notes(verdict)).containsExactly("mask payment-card 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ada@example.com",
                "a\u200bda@exam\u200bple.com",
                "ada%40example.com",
                "ada&#64;example.com",
                "{\"mail\":\"ada\\u0040example.com\"}",
                "ada\uff20example.com",
                "ada\u00ad@example.com",
                "ADA@EXAMPLE.COM"
            })
    void findsAnAddressHoweverItIsWritten(String text) {
        String mended = Verdicts.mends(judge(Samples.text(text)));
        assertThat(mended.toLowerCase(java.util.Locale.ROOT)).contains("***").doesNotContain("ada");
    }

    @Test
    void seesEscapesOfTheMessageItself() {
        Verdict verdict =
                judge(Samples.result("{\"content\":[{\"type\":\"text\",\"text\":\"ada\\u0040\\u0065xample.com\"}]}"));
        assertThat(Verdicts.mends(verdict)).contains("ad***@");
    }

    @Test
    void refusesWhatIsTooMuchToExamine() {
        Verdicts.refuses(judge(Samples.text("ada@example.com ".repeat(10_500))), Reason.DATA_NOT_RELEASED);
    }

    @Test
    void whatWasMaskedHoldsNothingMore() {
        String mended = Verdicts.mends(judge(Samples.text("ada@example.com 4242 4242 4242 4242")));
        Verdict again = judge(Samples.result(mended));
        Verdicts.passes(again);
        assertThat(Verdicts.notes(again)).isEmpty();
    }
}
