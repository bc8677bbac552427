package io.tidegate.control;

import io.tidegate.call.Call;
import io.tidegate.call.ControlId;
import io.tidegate.call.Verdict;

/// A control that rules before the call. Throwing is refusing.
interface BeforeControl {
    ControlId id();

    /// @param call with the content that this control reads
    Verdict judge(Call call);
}
