package io.tidegate.config;

/// Patterns of names, in which `*` stands for any characters and everything else for itself.
public final class Glob {
    private Glob() {}

    /// Whether a pattern fits the whole of a name. Takes time linear in pattern times name.
    public static boolean fits(String pattern, String name) {
        int p = 0;
        int n = 0;
        int star = -1;
        int resume = 0;
        while (n < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = n;
            } else if (p < pattern.length() && pattern.charAt(p) == name.charAt(n)) {
                p++;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++resume;
            } else {
                return false;
            }
        }
        return pattern.substring(p).chars().allMatch(c -> c == '*');
    }
}
