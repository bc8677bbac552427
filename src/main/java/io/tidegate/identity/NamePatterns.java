package io.tidegate.identity;

import java.util.List;
import java.util.regex.Pattern;

/// Does one of these patterns fit a name? `*` stands for any characters. Without patterns, none does.
public final class NamePatterns {
    public static final NamePatterns NONE = new NamePatterns(List.of());

    private final List<Pattern> patterns;

    public NamePatterns(List<String> texts) {
        this.patterns = texts.stream().map(NamePatterns::pattern).toList();
    }

    boolean fit(String name) {
        return patterns.stream().anyMatch(pattern -> pattern.matcher(name).matches());
    }

    // Patterns are the operator's, and names at most 256 characters long.
    private static Pattern pattern(String text) {
        String[] parts = text.split("\\*", -1);
        StringBuilder pattern = new StringBuilder();
        for (int at = 0; at < parts.length; at++) {
            pattern.append(at == 0 ? "" : ".*").append(Pattern.quote(parts[at]));
        }
        return Pattern.compile(pattern.toString(), Pattern.DOTALL);
    }
}
