package io.tidegate.policy;

/// What must happen before an allowed call may be made?
public enum Obligation {
    /// A person must agree: `@require("approval")`.
    APPROVAL
}
