package io.tidegate.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.call.Call;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Samples;
import io.tidegate.catalog.Tool;
import io.tidegate.config.LimitSamples;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class RateLimitTest {
    private static final Tool READ = Samples.tool(Samples.NOTES, "read", Samples.ANY_OBJECT);
    private static final Tool WRITE = Samples.tool(Samples.NOTES, "write", Samples.ANY_OBJECT);

    private final AtomicLong nanos = new AtomicLong();

    private RateLimit control(String limits) {
        return new RateLimit(CallLimits.of(LimitSamples.of(limits), nanos::get));
    }

    private static Call call(String user, Tool tool) {
        return Samples.call(Samples.caller(user), tool, "{\"name\":\"" + tool.name() + "\"}");
    }

    private RateLimit perUser(int perMinute) {
        return control("{ calls-per-user: " + perMinute + "/m }");
    }

    @Test
    void passesEverythingWithoutARate() {
        RateLimit control = new RateLimit(CallLimits.NONE);
        for (int count = 0; count < 1_000; count++) {
            Verdicts.passes(control.judge(call("alice", READ)));
        }
    }

    @Test
    void refusesTheCallAfterTheLastAndSaysHowLong() {
        RateLimit control = perUser(3);
        for (int count = 0; count < 3; count++) {
            Verdicts.passes(control.judge(call("alice", READ)));
        }
        Refusal refusal = Verdicts.refuses(control.judge(call("alice", WRITE)), Reason.TOO_MANY_CALLS);
        assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(20));
        assertThat(refusal.detail()).isEqualTo("per user");
        Verdicts.passes(control.judge(call("bob", READ)));
        nanos.addAndGet(Duration.ofSeconds(20).toNanos());
        Verdicts.passes(control.judge(call("alice", READ)));
        Verdicts.refuses(control.judge(call("alice", READ)), Reason.TOO_MANY_CALLS);
    }

    @Test
    void countsToolsForEachUserAndServersForAll() {
        RateLimit tools = control("{ calls-per-tool: 1/m }");
        Verdicts.passes(tools.judge(call("alice", READ)));
        Verdicts.passes(tools.judge(call("alice", WRITE)));
        Verdicts.passes(tools.judge(call("bob", READ)));
        assertThat(Verdicts.refuses(tools.judge(call("alice", READ)), Reason.TOO_MANY_CALLS)
                        .detail())
                .isEqualTo("per tool");
        RateLimit servers = control("{ calls-per-server: 2/m }");
        Verdicts.passes(servers.judge(call("alice", READ)));
        Verdicts.passes(servers.judge(call("bob", WRITE)));
        assertThat(Verdicts.refuses(servers.judge(call("carol", READ)), Reason.TOO_MANY_CALLS)
                        .detail())
                .isEqualTo("per server");
    }

    @Test
    void manyUsersPushNobodysCountOut() {
        RateLimit control = perUser(1);
        Verdicts.passes(control.judge(call("alice", READ)));
        for (int user = 0; user < 5_000; user++) {
            control.judge(call("user-" + user, READ));
        }
        Verdicts.refuses(control.judge(call("alice", READ)), Reason.TOO_MANY_CALLS);
    }

    @Test
    void aClockThatGoesBackGivesNothing() {
        nanos.set(Duration.ofHours(1).toNanos());
        RateLimit control = perUser(1);
        Verdicts.passes(control.judge(call("alice", READ)));
        nanos.set(0);
        Refusal refusal = Verdicts.refuses(control.judge(call("alice", READ)), Reason.TOO_MANY_CALLS);
        assertThat(refusal.retryAfter().orElseThrow()).isPositive();
    }

    @Test
    void aClockThatFailsIsAFailureForTheGateToRefuse() {
        AtomicBoolean broken = new AtomicBoolean();
        RateLimit control = new RateLimit(CallLimits.of(LimitSamples.of("{}"), () -> {
            if (broken.get()) {
                throw new IllegalStateException("no time");
            }
            return 0;
        }));
        broken.set(true);
        assertThatThrownBy(() -> control.judge(call("alice", READ))).isInstanceOf(IllegalStateException.class);
    }
}
