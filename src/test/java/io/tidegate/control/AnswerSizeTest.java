package io.tidegate.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.call.Answer;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Samples;
import org.junit.jupiter.api.Test;

final class AnswerSizeTest {
    private static final int MAX = 300;
    private static final AnswerSize CONTROL = new AnswerSize(MAX);

    private static Answer.Result result(int bytes) {
        int empty = Samples.text("").content().bytes();
        return Samples.text("x".repeat(bytes - empty));
    }

    @Test
    void passesUpToTheLimitAndNotAByteMore() {
        Verdicts.passes(CONTROL.judge(Samples.delivery(Samples.NOTES, result(MAX))));
        Refusal refusal = Verdicts.refuses(
                CONTROL.judge(Samples.delivery(Samples.NOTES, result(MAX + 1))), Reason.ANSWER_TOO_LARGE);
        assertThat(refusal.told()).contains("300 bytes");
        assertThat(refusal.detail()).isEqualTo("notes: limits.answer-bytes");
    }

    @Test
    void holdsForTrustedServersToo() {
        Verdicts.refuses(CONTROL.judge(Samples.delivery(Samples.TRUSTED, result(MAX + 1))), Reason.ANSWER_TOO_LARGE);
    }

    @Test
    void holdsForErrorsNoticesAndDefinitions() {
        String large = "{\"code\":1,\"message\":\"" + "x".repeat(MAX) + "\"}";
        Verdicts.refuses(
                CONTROL.judge(Samples.delivery(Samples.NOTES, new Answer.Failure(Samples.content(large)))),
                Reason.ANSWER_TOO_LARGE);
        Verdicts.refuses(
                CONTROL.judge(Samples.delivery(
                        Samples.NOTES, new Answer.Notice("notifications/message", Samples.content(large)))),
                Reason.ANSWER_TOO_LARGE);
        Verdicts.refuses(
                CONTROL.judge(Samples.delivery(Samples.NOTES, new Answer.Definition(Samples.content(large)))),
                Reason.ANSWER_TOO_LARGE);
    }

    @Test
    void countsBytesNotCharacters() {
        Verdicts.refuses(
                CONTROL.judge(Samples.delivery(Samples.NOTES, Samples.text("\u20ac".repeat(MAX / 3)))),
                Reason.ANSWER_TOO_LARGE);
    }
}
