package io.tidegate.call;

/// Thrown and caught by the gate alone when a call may not go on; it is an answer, not a fault, so it has no stack
/// trace.
public final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;
    private final transient Refusal told;

    public Refused(Refusal refusal) {
        this(refusal, refusal);
    }

    /// @param told what whoever asked hears instead, where the truth is not for them
    public Refused(Refusal refusal, Refusal told) {
        super(refusal.reason().code(), null, false, false);
        this.refusal = refusal;
        this.told = told;
    }

    /// What is recorded.
    public Refusal refusal() {
        return refusal;
    }

    /// What is answered, once that is recorded.
    public Refusal told() {
        return told;
    }
}
