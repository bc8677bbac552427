package io.tidegate.control;

import io.tidegate.call.Answer;
import io.tidegate.call.ControlId;
import io.tidegate.call.Verdict;
import io.tidegate.catalog.Server;

/// A control that rules on what a server said, before a client sees it. Throwing is refusing.
interface AfterControl {
    ControlId id();

    /// @param from whose words they are
    Verdict judge(Server from, Answer answer);
}
