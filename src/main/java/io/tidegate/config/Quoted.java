package io.tidegate.config;

/// Puts the user's own words into an error: in backticks, and not endlessly.
final class Quoted {
    private static final int LONGEST = 48;

    private Quoted() {}

    static String quoted(String words) {
        return "`" + cut(words) + "`";
    }

    static String cut(String words) {
        return words.length() <= LONGEST ? words : words.substring(0, LONGEST) + "...";
    }
}
