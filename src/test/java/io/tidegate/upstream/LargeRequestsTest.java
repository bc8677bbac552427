package io.tidegate.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Does a large request of a process reach whom it is for, and nobody else?
class LargeRequestsTest extends OnAPipe {
    private static String sampling(String id, int bytes) {
        return "{\"method\":\"sampling/createMessage\",\"params\":{\"a\":\"" + "x".repeat(bytes)
                + "\"},\"jsonrpc\":\"2.0\",\"id\":" + id + "}";
    }

    private void saysMuch(String line) {
        board.takeLarge(line.getBytes(StandardCharsets.UTF_8), room.memory().none("notes"));
    }

    @Test
    void putsALargeRequestToTheOneCaller() throws Exception {
        FutureTask<Step> call = begin(ALICE);
        saysMuch(sampling("7", 200_000));
        Step.Asked asked = asked(call);
        assertThat(asked.requests().getFirst().params().length()).isGreaterThan(200_000);
        answers(1);
        goOn(asked, ALICE);
        assertThat(next()).contains("\"id\":7,\"result\"");
    }

    @Test
    void recordsALargeRequestWhoseIdIsOpen() throws Exception {
        FutureTask<Step> call = begin(ALICE);
        saysMuch(sampling("7", 200_000));
        asked(call);
        saysMuch(sampling("7", 200_000));
        assertThat(unsolicited).hasSize(1);
        assertThat(written).isEmpty();
    }

    @Test
    void putsALargeRequestToNobodyElse() throws Exception {
        saysMuch(sampling("1", 100_000));
        assertThat(next()).contains("\"id\":1,\"error\":{\"code\":-32601");
        FutureTask<Step> bob = begin(BOB); // who declared no sampling
        saysMuch(sampling("2", 100_000));
        assertThat(next()).contains("\"id\":2,\"error\":{\"code\":-32601");
        FutureTask<Step> alice = begin(ALICE);
        saysMuch(sampling("3", 100_000));
        assertThat(next()).contains("\"id\":3,\"error\":{\"code\":-32603");
        answers(1);
        answers(2);
        assertThat(bob.get(10, TimeUnit.SECONDS)).isInstanceOf(Step.Answered.class);
        assertThat(alice.get(10, TimeUnit.SECONDS)).isInstanceOf(Step.Answered.class);
    }

    /// The id is looked for before the line is read: a line that says two is no message.
    @Test
    void endsTheCallWhereALargeRequestIsNone() throws Exception {
        FutureTask<Step> call = begin(ALICE);
        saysMuch("{\"method\":\"ping\",\"id\":5,\"i\\u0064\":6,\"jsonrpc\":\"2.0\",\"x\":\"" + "x".repeat(100_000)
                + "\"}");
        assertThatThrownBy(() -> call.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(LinkFailed.class);
    }

    @Test
    void takesNoLargeRequestForAnAnswer() throws Exception {
        FutureTask<Step> call = begin(ALICE);
        String large = "{\"method\":\"sampling/createMessage\",\"params\":{\"a\":\"" + "x".repeat(100_000)
                + "\"},\"jsonrpc\":\"2.0\",\"id\":1}";
        saysMuch(large);
        assertThat(asked(call).requests().getFirst().id().json())
                .as("the server's own id")
                .isEqualTo("1");
        String answer = "{\"result\":{\"method\":1,\"a\":[{\"method\":\"\\\"method\"}]},\"id\":1}";
        assertThat(RequestScan.asks(answer.getBytes(StandardCharsets.UTF_8))).isFalse();
        assertThat(RequestScan.asks("{\"a".getBytes(StandardCharsets.UTF_8))).isFalse();
        assertThat(RequestScan.asks("{\"a\\".getBytes(StandardCharsets.UTF_8))).isFalse();
    }
}
