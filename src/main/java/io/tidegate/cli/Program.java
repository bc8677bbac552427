package io.tidegate.cli;

import java.util.Map;

/// How does a person here call Tidegate? The launcher says how it was called itself.
final class Program {
    private static final String USUAL = "tidegate";
    private static final String VARIABLE = "TIDEGATE_CALLED"; // set by the launcher: its own $0

    private Program() {}

    /// The words with each command of ours (`tidegate ...` in backticks) as it is typed here.
    static String typed(String words) {
        return typed(words, System.getenv());
    }

    static String typed(String words, Map<String, String> environment) {
        return words.replace("`" + USUAL + " ", "`" + called(environment) + " ");
    }

    private static String called(Map<String, String> environment) {
        String called = environment.getOrDefault(VARIABLE, "");
        boolean plain = !called.isEmpty() && called.chars().allMatch(c -> c > ' ' && c < 127 && c != '`');
        return plain ? called : USUAL;
    }
}
