package io.tidegate.audit;

/// The trail could not take or confirm a record. Whatever was to be recorded must not happen.
public final class TrailUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TrailUnavailable(String message) {
        super(message);
    }

    TrailUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
