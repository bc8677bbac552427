package io.tidegate.config;

/// Whether a way of calling is open.
public enum Access {
    REFUSED,
    ALLOWED
}
