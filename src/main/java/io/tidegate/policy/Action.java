package io.tidegate.policy;

/// What is asked for?
public enum Action {
    /// To call the tool, now, with these arguments.
    CALL,
    /// To see the tool in a list.
    LIST,
    /// To be given what the call brought.
    RELEASE,
    /// To be shown a record of what the call brought.
    SEE
}
