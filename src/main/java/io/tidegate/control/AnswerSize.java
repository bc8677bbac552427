package io.tidegate.control;

import io.tidegate.call.ControlId;
import io.tidegate.call.Delivery;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Verdict;

/// Is what the server said small enough to be examined and passed on?
final class AnswerSize implements AfterControl {
    private final int bytesMax;

    AnswerSize(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    @Override
    public ControlId id() {
        return ControlId.ANSWER_SIZE;
    }

    @Override
    public Verdict judge(Delivery delivery) {
        if (delivery.answer().content().bytes() <= bytesMax) {
            return Verdict.PASS;
        }
        return new Verdict.Refuse(Refusal.of(
                Reason.ANSWER_TOO_LARGE,
                "The answer is larger than the " + bytesMax + " bytes that may pass. Ask for less at a time.",
                delivery.from().name() + ": limits.answer-bytes"));
    }
}
