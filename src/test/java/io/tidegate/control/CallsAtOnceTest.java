package io.tidegate.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.call.Call;
import io.tidegate.call.Reason;
import io.tidegate.call.Samples;
import io.tidegate.call.Verdict;
import io.tidegate.catalog.Tool;
import io.tidegate.config.LimitSamples;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class CallsAtOnceTest {
    private static final Tool READ = Samples.tool(Samples.NOTES, "read", Samples.ANY_OBJECT);
    private static final Tool VOUCHED = Samples.tool(Samples.TRUSTED, "read", Samples.ANY_OBJECT);

    private static CallsAtOnce control(String rules) {
        return new CallsAtOnce(CallLimits.of(LimitSamples.of("{ rules: " + rules + " }"), () -> 0), () -> Samples.NOON);
    }

    private static Call call(String user, Tool tool) {
        return Samples.call(Samples.caller(user), tool, "{\"name\":\"" + tool.name() + "\"}");
    }

    private static CompletableFuture<Verdict> later(CallsAtOnce control, Call call) {
        CompletableFuture<Verdict> verdict = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> verdict.complete(control.judge(call)));
        return verdict;
    }

    @Test
    void refusesTheCallAfterTheLastUntilOneIsAnswered() {
        CallsAtOnce control = control("[{ per: user, at-once: 2 }]");
        Call first = call("alice", READ);
        Verdicts.passes(control.judge(first));
        Verdicts.passes(control.judge(call("alice", VOUCHED)));
        var refusal = Verdicts.refuses(control.judge(call("alice", READ)), Reason.TOO_MANY_CALLS);
        assertThat(refusal.detail()).isEqualTo("per user, rule 1, at once");
        assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(1));
        Verdicts.passes(control.judge(call("bob", READ)));
        first.arrival().holding().answered();
        first.arrival().holding().close();
        Verdicts.passes(control.judge(call("alice", READ)));
        Verdicts.refuses(control.judge(call("alice", READ)), Reason.TOO_MANY_CALLS);
    }

    @Test
    void whatIsRefusedByOneRuleGivesBackWhatItHasOfOthers() {
        CallsAtOnce control = control("[{ per: user, at-once: 1 }, { per: server, at-once: 1 }]");
        Call first = call("alice", READ);
        Verdicts.passes(control.judge(first));
        Call refused = call("bob", READ);
        Verdicts.refuses(control.judge(refused), Reason.TOO_MANY_CALLS);
        Verdicts.refuses(control.judge(call("bob", VOUCHED)), Reason.TOO_MANY_CALLS);
        refused.arrival().holding().answered();
        Verdicts.passes(control.judge(call("bob", VOUCHED)));
    }

    @Test
    void waitsForItsTurnAsLongAsItMay() throws Exception {
        CallsAtOnce control = control("[{ per: user, at-once: 1, wait: 10s }]");
        Call first = call("alice", READ);
        Verdicts.passes(control.judge(first));
        CompletableFuture<Verdict> second = later(control, call("alice", READ));
        Thread.sleep(50);
        assertThat(second).isNotDone();
        first.arrival().holding().answered();
        Verdicts.passes(second.get());
    }

    @Test
    void aCallerWhoGoesAwayWaitsNoLonger() throws Exception {
        CallsAtOnce control = control("[{ per: user, at-once: 1, wait: 10s }]");
        Verdicts.passes(control.judge(call("alice", READ)));
        Call second = call("alice", READ);
        CompletableFuture<Verdict> verdict = later(control, second);
        second.cancellation().request();
        long start = System.nanoTime();
        Verdicts.refuses(verdict.get(), Reason.TOO_MANY_CALLS);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void waitsNoLongerThanTheCallHas() {
        CallsAtOnce control = new CallsAtOnce(
                CallLimits.of(LimitSamples.of("{ rules: [{ per: user, at-once: 1, wait: 10s }] }"), () -> 0),
                () -> Samples.NOON.plusSeconds(30)); // the deadline of the samples
        Verdicts.passes(control.judge(call("alice", READ)));
        long start = System.nanoTime();
        Verdicts.refuses(control.judge(call("alice", READ)), Reason.TOO_MANY_CALLS);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void passesEverythingWithoutARule() {
        CallsAtOnce control = new CallsAtOnce(CallLimits.NONE, () -> Samples.NOON);
        for (int count = 0; count < 1_000; count++) {
            Verdicts.passes(control.judge(call("alice", READ)));
        }
    }
}
