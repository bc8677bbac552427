package io.tidegate.call;

/// Thrown and caught by the gate alone when a call may not go on; it is an answer, not a fault, so it has no stack
/// trace.
public final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    public Refused(Refusal refusal) {
        super(refusal.reason().code(), null, false, false);
        this.refusal = refusal;
    }

    public Refusal refusal() {
        return refusal;
    }
}
