package io.tidegate.cli;

/// What a verb's exit code says.
final class Exit {
    static final int DONE = 0;
    /// Something was found, or refused.
    static final int FINDINGS = 1;
    static final int USED_WRONGLY = 2;
    static final int COULD_NOT_RUN = 3;

    private Exit() {}
}
