package io.tidegate.secret;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Objects;

/// Holds one secret value so that it can't be printed, logged or compared by accident. Does not wipe memory: the value
/// lives until the garbage collector takes it.
public final class Secret {
    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    /// A holder of this value.
    public static Secret of(String value) {
        return new Secret(Objects.requireNonNull(value));
    }

    /// The value itself. `purpose` changes nothing; it is there to be read and searched for.
    public String reveal(Purpose purpose) {
        Objects.requireNonNull(purpose);
        return value;
    }

    /// Whether the value fits on one line of at most so many characters, as a header needs it.
    public boolean fitsOneLine(int charactersMax) {
        return value.length() <= charactersMax && value.chars().noneMatch(Character::isISOControl);
    }

    /// Whether it can be the value of a header, or the end of one (RFC 9110, section 5.5).
    public boolean fitsHeader() {
        return value.equals(value.strip()) && value.chars().allMatch(letter -> letter <= 0xff);
    }

    /// Whether both hold the same value; takes as long whatever they hold.
    public boolean isSame(Secret other) {
        return MessageDigest.isEqual(
                value.getBytes(StandardCharsets.UTF_8), other.value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "Secret(hidden)";
    }
}
