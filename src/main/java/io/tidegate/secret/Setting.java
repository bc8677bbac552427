package io.tidegate.secret;

/// Holds a value that may be plain or secret: a header, a variable, an argument.
public sealed interface Setting {
    /// A value anyone may read.
    record Plain(String text) implements Setting {}

    /// A value that was given by reference.
    record Hidden(SecretRef reference, Secret secret) implements Setting {}

    /// The value itself.
    default String reveal(Purpose purpose) {
        return switch (this) {
            case Plain(String text) -> text;
            case Hidden(SecretRef _, Secret secret) -> secret.reveal(purpose);
        };
    }
}
