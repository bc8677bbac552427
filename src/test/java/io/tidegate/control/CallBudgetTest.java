package io.tidegate.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.call.Call;
import io.tidegate.call.Leg;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Resume;
import io.tidegate.call.Samples;
import io.tidegate.catalog.Tool;
import io.tidegate.config.LimitSamples;
import io.tidegate.limit.Budgets;
import io.tidegate.store.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CallBudgetTest {
    private static final Tool READ = Samples.tool(Samples.NOTES, "read", Samples.ANY_OBJECT);
    private static final Tool EXPORT = Samples.tool(Samples.NOTES, "export_all", Samples.ANY_OBJECT);

    private Store store;
    private Budgets budgets;

    @BeforeEach
    void open(@TempDir Path folder) {
        store = Store.open(folder.resolve("state.db"));
        budgets = new Budgets(() -> store, () -> Samples.NOON, Thread::startVirtualThread, System::nanoTime);
    }

    @AfterEach
    void close() {
        budgets.close();
        store.close();
    }

    private CallBudget control(String limits) {
        return new CallBudget(CallLimits.of(LimitSamples.of(limits), () -> 0), budgets, () -> Samples.NOON);
    }

    private static Call call(String user, Tool tool) {
        return Samples.call(Samples.caller(user), tool, "{\"name\":\"" + tool.name() + "\"}");
    }

    @Test
    void refusesWhatCannotBePaidAndSaysWhenItCan() {
        CallBudget control = control("{ rules: [{ per: user, budget: 12/day }], costs: { 'notes__export_*': 10 } }");
        Verdicts.passes(control.judge(call("alice", EXPORT)));
        Refusal refusal = Verdicts.refuses(control.judge(call("alice", EXPORT)), Reason.BUDGET_USED_UP);
        assertThat(refusal.told())
                .isEqualTo("The budget per user for a day has not enough left for this call, which costs 10."
                        + " It is full again at 2026-03-02T00:00:00Z.");
        assertThat(refusal.detail()).isEqualTo("per user, rule 1, 12/day, cost 10");
        assertThat(refusal.retryAfter()).contains(Duration.ofHours(12));
        Verdicts.passes(control.judge(call("alice", READ)));
        Verdicts.passes(control.judge(call("alice", READ)));
        Verdicts.refuses(control.judge(call("alice", READ)), Reason.BUDGET_USED_UP);
        Verdicts.passes(control.judge(call("bob", EXPORT)));
    }

    /// What others spent shows in nothing but that there is not enough.
    @Test
    void tellsNothingOfWhatOthersSpent() {
        CallBudget few = control("{ rules: [{ per: server, budget: 10/month }], costs: { '*': 6 } }");
        Verdicts.passes(few.judge(call("alice", READ)));
        String told = Verdicts.refuses(few.judge(call("bob", READ)), Reason.BUDGET_USED_UP)
                .told();
        assertThat(told)
                .isEqualTo("The budget per server for a month has not enough left for this call, which costs 6."
                        + " It is full again at 2026-04-01T00:00:00Z.");
    }

    @Test
    void whatReachedNoServerIsGivenBack() {
        CallBudget control = control("{ rules: [{ per: user, budget: 1/day }] }");
        for (int count = 0; count < 5; count++) {
            Call call = call("alice", READ);
            Verdicts.passes(control.judge(call));
            call.arrival().holding().answered();
            call.arrival().holding().close();
        }
        Call reached = call("alice", READ);
        Verdicts.passes(control.judge(reached));
        reached.arrival().holding().reached();
        reached.arrival().holding().answered();
        Verdicts.refuses(control.judge(call("alice", READ)), Reason.BUDGET_USED_UP);
    }

    @Test
    void whatOneBudgetRefusesIsGivenBackToTheOthers() {
        CallBudget control = control("{ rules: [{ per: user, budget: 2/day }, { per: [user, tool], budget: 1/day }] }");
        Verdicts.passes(control.judge(call("alice", READ)));
        Call refused = call("alice", READ);
        Verdicts.refuses(control.judge(refused), Reason.BUDGET_USED_UP);
        refused.arrival().holding().answered();
        Verdicts.passes(control.judge(call("alice", EXPORT)));
    }

    @Test
    void severalLegsPayOnceAndStateThatIsUsedAgainPaysAgain() {
        CallBudget control = control("{ rules: [{ per: user, budget: 2/day }] }");
        Call first = call("alice", READ);
        Verdicts.passes(control.judge(first));
        for (int count = 0; count < 3; count++) {
            Verdicts.passes(control.judge(leg(first, Leg.Use.FIRST)));
        }
        Verdicts.passes(control.judge(leg(first, Leg.Use.AGAIN)));
        Verdicts.refuses(control.judge(leg(first, Leg.Use.AGAIN)), Reason.BUDGET_USED_UP);
    }

    private static Call leg(Call first, Leg.Use use) {
        Leg leg = new Leg(first.id(), 1, Samples.NOON.plusSeconds(60), new Resume.Parked("a"), use);
        return new Call(first.arrival(), first.target(), first.params(), first.deadline(), Optional.of(leg));
    }

    @Test
    void passesEverythingWithoutABudget() {
        CallBudget control = control("{ costs: { '*': 1000000 } }");
        for (int count = 0; count < 1_000; count++) {
            Verdicts.passes(control.judge(call("alice", READ)));
        }
    }
}
