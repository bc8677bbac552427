package io.tidegate.policy;

/// What is asked for?
public enum Action {
    /// To call the tool, now, with these arguments.
    CALL,
    /// To give a call more of what it was begun for, such as what a task waits for: its arguments are those of then.
    GO_ON,
    /// To see the tool in a list.
    LIST,
    /// To be given what the call brought.
    RELEASE,
    /// To be shown a record of what the call brought.
    SEE;

    /// Whether who had to agree did so before, when the call began.
    public boolean isOfBegun() {
        return this == LIST || this == GO_ON;
    }
}
