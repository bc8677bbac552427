package io.tidegate.call;

/// A defect of Tidegate's own: a key was asked for with rulings that don't open it. Nothing passes; operators are told.
public final class GateBroken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public GateBroken(String what) {
        super(what);
    }
}
