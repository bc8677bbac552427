package io.tidegate.guard;

/// Whether names that differ only in large and small letters are the same name.
public enum Letters {
    EXACT,
    ANY
}
