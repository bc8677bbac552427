package io.tidegate.policy;

/// Which policy was it? Its id (from `@id`, or `file#number`), and where it begins.
public record PolicyRef(String id, String file, int line) {
    public PolicyRef {
        if (line < 1) {
            throw new IllegalArgumentException("lines count from 1");
        }
    }

    /// `id (file:line)`.
    public String describe() {
        return id + " (" + file + ":" + line + ")";
    }
}
