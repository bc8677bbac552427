package io.tidegate.control;

import io.tidegate.call.Call;
import io.tidegate.call.ControlId;
import io.tidegate.call.Reason;
import io.tidegate.call.Verdict;
import io.tidegate.mcp.Method;

/// Do the arguments carry data that must not reach a server? Looks at all of `params`, `_meta` included.
final class OutgoingData implements BeforeControl {
    private final DataHandling handling;

    OutgoingData(DataHandling handling) {
        this.handling = handling;
    }

    @Override
    public ControlId id() {
        return ControlId.OUTGOING_DATA;
    }

    @Override
    public Verdict judge(Call call) {
        Concerned concerned = Concerned.of(call.target(), call.caller().principal());
        return DataVerdict.of(
                call.method().equals(Method.TOOLS_CALL)
                        ? handling.call(call.params().json(), concerned)
                        : handling.examine(call.params().json(), concerned),
                call.params(),
                Reason.DATA_NOT_ALLOWED_OUT,
                "the arguments");
    }
}
