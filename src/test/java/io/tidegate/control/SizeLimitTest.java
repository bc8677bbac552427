package io.tidegate.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.call.Call;
import io.tidegate.call.Reason;
import io.tidegate.call.Samples;
import org.junit.jupiter.api.Test;

final class SizeLimitTest {
    private static final SizeLimit CONTROL = new SizeLimit(200);

    private static Call call(int bytes) {
        Call small = Samples.call("{\"text\":\"\"}");
        return Samples.call("{\"text\":\"" + "x".repeat(bytes - small.params().bytes()) + "\"}");
    }

    @Test
    void passesUpToTheLimitAndNotAByteMore() {
        Verdicts.passes(CONTROL.judge(call(200)));
        String told =
                Verdicts.refuses(CONTROL.judge(call(201)), Reason.TOO_LARGE).told();
        assertThat(told).contains("200 bytes");
        Verdicts.passes(CONTROL.judge(call(199)));
    }

    @Test
    void countsBytesAsTheyArrivedNotCharacters() {
        Call call = Samples.call("{\"text\":\"" + "\u20ac".repeat(60) + "\"}");
        assertThat(call.params().bytes()).isGreaterThan(200);
        Verdicts.refuses(CONTROL.judge(call), Reason.TOO_LARGE);
    }

    @Test
    void countsEscapesBlanksAndWhatStandsBesideTheArguments() {
        Verdicts.refuses(CONTROL.judge(Samples.call("{\"text\":\"" + "\\u0041".repeat(30) + "\"}")), Reason.TOO_LARGE);
        Verdicts.refuses(CONTROL.judge(Samples.call("{" + " ".repeat(180) + "}")), Reason.TOO_LARGE);
        String beside = "{\"name\":\"read\",\"arguments\":{},\"_meta\":{\"a\":\"" + "x".repeat(180) + "\"}}";
        Verdicts.refuses(
                CONTROL.judge(Samples.call(
                        Samples.caller("alice"), Samples.tool(Samples.NOTES, "read", Samples.ANY_OBJECT), beside)),
                Reason.TOO_LARGE);
    }
}
