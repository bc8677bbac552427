package io.tidegate.control;

import io.tidegate.call.Call;
import io.tidegate.call.ControlId;
import io.tidegate.call.Reason;
import io.tidegate.call.Verdict;
import io.tidegate.detect.DataPass;

/// Do the arguments carry data that must not reach a server? Looks at all of `params`, `_meta` included.
final class OutgoingData implements BeforeControl {
    private final DataPass pass;

    OutgoingData(DataPass pass) {
        this.pass = pass;
    }

    @Override
    public ControlId id() {
        return ControlId.OUTGOING_DATA;
    }

    @Override
    public Verdict judge(Call call) {
        return DataVerdict.of(pass, call.params(), Reason.DATA_NOT_ALLOWED_OUT, "the arguments");
    }
}
