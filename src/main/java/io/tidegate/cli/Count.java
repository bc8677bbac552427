package io.tidegate.cli;

/// How is a number of things said? `1 record`, `2 records`. For nouns that take an s.
final class Count {
    private Count() {}

    /// @param one the word for one of them
    static String of(long count, String one) {
        return count + " " + one + (count == 1 ? "" : "s");
    }
}
