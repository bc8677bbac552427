package io.tidegate.control;

import io.tidegate.call.Call;
import io.tidegate.call.Cancellation;
import io.tidegate.call.ControlId;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Verdict;
import io.tidegate.limit.Slots;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/// Does whoever this call counts for have as many calls under way as may be? The gate gives the slot back when the call
/// has its answer, whatever that is.
///
/// A call that waits for its client's input has none meanwhile, and gets in line again with what comes. Looking after a
/// task takes none: it may wait as long as the task takes.
final class CallsAtOnce implements BeforeControl {
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final CallLimits limits;
    private final InstantSource clock;

    CallsAtOnce(CallLimits limits, InstantSource clock) {
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public ControlId id() {
        return ControlId.CALLS_AT_ONCE;
    }

    // INVARIANT: all calls take their slots in the order of the rules, so no two wait for each other.
    @Override
    public Verdict judge(Call call) {
        if (!Ruled.isWork(call.method())) {
            return Verdict.PASS;
        }
        for (Ruled.Held<CallLimits.AtOnce> held : limits.atOnce().of(call)) {
            Optional<Slots.Slot> slot = slot(held, call);
            if (slot.isEmpty()) {
                return refusal(held.one());
            }
            call.arrival().holding().run(slot.get());
        }
        return Verdict.PASS;
    }

    private Optional<Slots.Slot> slot(Ruled.Held<CallLimits.AtOnce> held, Call call) {
        Slots.Turn turn = held.one().counter().slots().queue(held.key());
        Duration left = Duration.between(clock.instant(), call.deadline());
        Duration wait = held.one().counter().patience();
        try (Cancellation.Registration _ = call.cancellation().onRequest(turn::leave)) {
            return turn.await(wait.compareTo(left) < 0 ? wait : left);
        }
    }

    private static Verdict refusal(Ruled.One<?> reached) {
        return new Verdict.Refuse(Refusal.of(
                        Reason.TOO_MANY_CALLS,
                        "Too many calls at once: the limit per " + reached.words()
                                + " is reached. Wait until one has ended.",
                        reached.place() + ", at once")
                .after(AGAIN));
    }
}
