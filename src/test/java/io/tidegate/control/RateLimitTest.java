package io.tidegate.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.call.Call;
import io.tidegate.call.Caller;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Samples;
import io.tidegate.catalog.Tool;
import io.tidegate.identity.Authentication;
import io.tidegate.identity.Principal;
import io.tidegate.limit.Rate;
import io.tidegate.limit.TokenBuckets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class RateLimitTest {
    private static final Tool READ = Samples.tool(Samples.NOTES, "read", Samples.ANY_OBJECT);
    private static final Tool WRITE = Samples.tool(Samples.NOTES, "write", Samples.ANY_OBJECT);

    private final AtomicLong nanos = new AtomicLong();

    private Optional<TokenBuckets> buckets(int perMinute) {
        return Optional.of(new TokenBuckets(new Rate(perMinute, Duration.ofMinutes(1)), perMinute, 100, nanos::get));
    }

    private static Call call(String user, Tool tool) {
        return Samples.call(Samples.caller(user), tool, "{\"name\":\"" + tool.name() + "\"}");
    }

    private RateLimit perUser(int perMinute) {
        return new RateLimit(new CallRates(buckets(perMinute), Optional.empty(), Optional.empty()));
    }

    @Test
    void passesEverythingWithoutARate() {
        RateLimit control = new RateLimit(new CallRates(Optional.empty(), Optional.empty(), Optional.empty()));
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
    void theSameNameWithAnotherProofIsAnotherUser() {
        RateLimit control = perUser(1);
        Verdicts.passes(control.judge(call("alice", READ)));
        Verdicts.refuses(control.judge(call("alice", READ)), Reason.TOO_MANY_CALLS);
        Principal other = new Principal(
                "alice",
                "alice",
                Set.of(),
                new Authentication.ApiKey("another-key"),
                Optional.empty(),
                Principal.DEFAULT_TENANT);
        Caller caller = new Caller(other, Samples.caller("alice").client(), "127.0.0.1");
        Verdicts.passes(control.judge(Samples.call(caller, READ, "{\"name\":\"read\"}")));
    }

    @Test
    void countsToolsForEachUserAndServersForAll() {
        RateLimit tools = new RateLimit(new CallRates(Optional.empty(), buckets(1), Optional.empty()));
        Verdicts.passes(tools.judge(call("alice", READ)));
        Verdicts.passes(tools.judge(call("alice", WRITE)));
        Verdicts.passes(tools.judge(call("bob", READ)));
        assertThat(Verdicts.refuses(tools.judge(call("alice", READ)), Reason.TOO_MANY_CALLS)
                        .detail())
                .isEqualTo("per tool");
        RateLimit servers = new RateLimit(new CallRates(Optional.empty(), Optional.empty(), buckets(2)));
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
        AtomicLong asked = new AtomicLong();
        TokenBuckets broken = new TokenBuckets(new Rate(1, Duration.ofMinutes(1)), 1, 10, () -> {
            if (asked.incrementAndGet() > 1) {
                throw new IllegalStateException("no time");
            }
            return 0;
        });
        RateLimit control = new RateLimit(new CallRates(Optional.of(broken), Optional.empty(), Optional.empty()));
        assertThatThrownBy(() -> control.judge(call("alice", READ))).isInstanceOf(IllegalStateException.class);
    }
}
