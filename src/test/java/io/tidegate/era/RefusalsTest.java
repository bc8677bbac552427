package io.tidegate.era;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.call.CallId;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Release;
import io.tidegate.call.Samples;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.ProtocolVersion;
import io.tidegate.mcp.RequestId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Does a refusal say when to come back, to models and to machines?
final class RefusalsTest {
    private static final Speech SPEECH = new Speech("test");

    private static String said(String method, ProtocolVersion version, Duration wait) {
        Refusal refusal = Refusal.of(Reason.TOO_MANY_CALLS, "Too many calls.").after(wait);
        Release release = Release.of(refusal, CallId.next(Samples.NOON, new Random(7)));
        return new String(SPEECH.answer(RequestId.of(1), method, version, release), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1 s",
        "1000, 1 s",
        "1001, 2 s",
        "119000, 119 s",
        "119001, 2 min",
        "7140000, 119 min",
        "7140001, 2 h",
        "169200000, 47 h",
        "169200001, 2 days",
        "2678400000, 31 days"
    })
    void saysWhenInUnitsOfPeopleNeverTooEarly(long millis, String words) {
        for (ProtocolVersion version : ProtocolVersion.values()) {
            assertThat(said(Method.TOOLS_CALL, version, Duration.ofMillis(millis)))
                    .contains("Too many calls. Try again in " + words + ". (decision ")
                    .contains("\"io.tidegate/retryAfterMs\":" + millis);
            assertThat(said(Method.TOOLS_LIST, version, Duration.ofMillis(millis)))
                    .contains("\"message\":\"Too many calls. Try again in " + words + ".\"")
                    .contains("\"io.tidegate/retryAfterMs\":" + millis);
        }
    }
}
