package io.tidegate.detect;

import java.util.List;
import java.util.Locale;

/// Is this value a stand-in for a secret, in documentation, a template or a masked text? Goes by words and patterns;
/// a real secret that contains such a word is missed.
final class Placeholder {
    private static final List<String> WORDS = List.of(
            "example",
            "placeholder",
            "changeme",
            "change_me",
            "change-me",
            "your",
            "xxxx",
            "redacted",
            "removed]",
            "***",
            "dummy",
            "sample",
            "insert",
            "replace",
            "12345678",
            "abcdef",
            "...",
            "${",
            "{{",
            "$(",
            "<",
            "process.env",
            "os.environ",
            "getenv",
            "secrets.");

    private Placeholder() {}

    static boolean is(String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        if (lower.isEmpty() || ("$%{<[@".indexOf(lower.charAt(0)) >= 0 && referencesName(lower))) {
            return true;
        }
        for (String word : WORDS) {
            if (lower.contains(word)) {
                return true;
            }
        }
        return repetitive(lower);
    }

    /// `$NAME`, `%NAME%`, `{name}`, `[credential removed]`: a name to be filled in.
    private static boolean referencesName(String value) {
        return value.chars().skip(1).allMatch(c -> Alphabet.letter(c) || " _-.:}]>%".indexOf(c) >= 0);
    }

    /// Most neighbours are equal or count up by one.
    private static boolean repetitive(String value) {
        int regular = 0;
        for (int i = 1; i < value.length(); i++) {
            int step = value.charAt(i) - value.charAt(i - 1);
            if (step == 0 || step == 1) {
                regular++;
            }
        }
        return regular * 2 > value.length();
    }
}
