package io.tidegate.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.call.ControlId;
import io.tidegate.call.Door;
import io.tidegate.call.Reason;
import io.tidegate.call.Ruling;
import io.tidegate.call.Rulings;
import io.tidegate.call.Samples;
import io.tidegate.config.DataRules.Direction;
import io.tidegate.limit.Budgets;
import io.tidegate.policy.Decision;
import io.tidegate.policy.Policies;
import io.tidegate.policy.Question;
import io.tidegate.relation.Relations;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// Do the controls rule in their order, and does one that fails refuse?
final class ControlsTest {
    private static final DataHandling NOTHING = DataFixture.of(DataFixture.NOTHING, Direction.ARGUMENTS);

    /// Policies that answer with whatever is done here.
    private record Doing(Runnable work) implements Policies {
        @Override
        public Decision decide(Question question) {
            work.run();
            return new Decision(
                    Decision.Answer.ALLOWED, List.of(), List.of(), Optional.empty(), Optional.empty(), Set.of());
        }

        @Override
        public boolean lookBack() {
            return false;
        }

        @Override
        public String digest() {
            return "";
        }
    }

    private static Controls controls(Runnable inPolicy, RandomGenerator random) {
        return new Controls(new ControlParts(
                new Stops(Path.of("there-is-no-such-file"), () -> 0),
                new Doing(inPolicy),
                Relations.NONE,
                Optional::empty,
                List.of(),
                Questions.nobody(),
                CallLimits.NONE,
                new Budgets(
                        () -> {
                            throw new IllegalStateException("no budget is asked for");
                        },
                        () -> Samples.NOON,
                        Runnable::run,
                        () -> 0),
                ScopeRules.NONE,
                NOTHING,
                NOTHING,
                Guards.NONE,
                RecordBindings.NONE,
                Map.of(),
                1_000,
                1_000,
                () -> Samples.NOON,
                random));
    }

    private static List<ControlId> ids(Rulings rulings) {
        return rulings.rulings().stream().map(Ruling::control).toList();
    }

    @Test
    void everyControlRulesInItsOrder() {
        Controls controls = controls(() -> {}, new Random(7));
        assertThat(ids(controls.judge(Samples.call("{}")))).isEqualTo(ControlId.required(Door.BEFORE));
        assertThat(ids(controls.judge(Samples.delivery(Samples.NOTES, Samples.text("a")))))
                .isEqualTo(ControlId.required(Door.AFTER));
    }

    @Test
    void nothingRulesAfterARefusal() {
        Controls controls = controls(() -> {}, new Random(7));
        Rulings rulings = controls.judge(Samples.call("{\"a\":\"" + "x".repeat(2_000) + "\"}"));
        assertThat(ids(rulings)).endsWith(ControlId.SIZE_LIMIT);
        assertThat(rulings.refusal()).map(Ruling::control).contains(ControlId.SIZE_LIMIT);
    }

    @Test
    void aControlThatThrowsRefuses() {
        Controls controls = controls(
                () -> {
                    throw new IllegalStateException("ada@example.com");
                },
                new Random(7));
        Rulings rulings = controls.judge(Samples.call("{}"));
        var refusal = Verdicts.refuses(rulings.refusal().orElseThrow().verdict(), Reason.CONTROL_FAILED);
        assertThat(refusal.detail()).isEqualTo("control-failed:tool-access IllegalStateException");
        assertThat(refusal.told()).doesNotContain("ada@");
    }

    @Test
    void aControlThatRunsOutOfStackRefuses() {
        Controls controls = controls(ControlsTest::endless, new Random(7));
        Rulings rulings = controls.judge(Samples.call("{}"));
        assertThat(Verdicts.refuses(rulings.refusal().orElseThrow().verdict(), Reason.CONTROL_FAILED)
                        .detail())
                .isEqualTo("control-failed:tool-access StackOverflowError");
    }

    @SuppressWarnings("InfiniteRecursion")
    private static void endless() {
        endless();
    }

    @Test
    void aControlOfTheSecondDoorThatThrowsRefuses() {
        Controls controls = controls(() -> {}, () -> {
            throw new IllegalStateException("no randomness");
        });
        Rulings rulings = controls.judge(Samples.delivery(Samples.NOTES, Samples.text("a")));
        assertThat(Verdicts.refuses(rulings.refusal().orElseThrow().verdict(), Reason.CONTROL_FAILED)
                        .detail())
                .isEqualTo("control-failed:untrusted-mark IllegalStateException");
    }
}
