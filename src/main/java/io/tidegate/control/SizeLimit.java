package io.tidegate.control;

import io.tidegate.call.Call;
import io.tidegate.call.ControlId;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Verdict;

/// Is the call small enough to be examined and sent?
final class SizeLimit implements BeforeControl {
    private final int bytesMax;

    SizeLimit(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    @Override
    public ControlId id() {
        return ControlId.SIZE_LIMIT;
    }

    @Override
    public Verdict judge(Call call) {
        if (call.params().bytes() <= bytesMax) {
            return Verdict.PASS;
        }
        return new Verdict.Refuse(Refusal.of(
                Reason.TOO_LARGE,
                "The call is larger than the " + bytesMax + " bytes that may be. Send less at a time.",
                "limits.request-bytes"));
    }
}
