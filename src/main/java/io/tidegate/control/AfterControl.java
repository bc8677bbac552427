package io.tidegate.control;

import io.tidegate.call.ControlId;
import io.tidegate.call.Delivery;
import io.tidegate.call.Verdict;

/// A control that rules on what a server said, before a client sees it. Throwing is refusing.
interface AfterControl {
    ControlId id();

    Verdict judge(Delivery delivery);
}
