package io.tidegate.policy;

/// Is a policy's text nested so deeply that it must not be given to Cedar's library?
///
/// The library reads by recursion without a bound of its own, and where the stack ends there, the whole process does:
/// no error, no refusal. What is nested are brackets, and operators in a row, `if`s and steps such as `.a.b`: all
/// that stands between two commas. Counts a little too much, never too little.
final class Nesting {
    private static final int BRACKETS_MAX = 200;
    private static final int TOKENS_MAX = 20_000;
    /// Of `a has b.c.d` the library makes something as large as the square of its steps.
    private static final int STEPS_MAX = 500;

    /// How many tokens stand before the one that is looked at, since the last comma, within each bracket that is open.
    private final int[] tokens = new int[BRACKETS_MAX + 1];

    private int open;
    private int sum;
    private int steps;
    private boolean tooDeep;

    /// Goes on by one token, of which a bracket or a comma is one, and a string.
    void take(char token) {
        if (tooDeep) {
            return;
        }
        boolean isWord = token == '_' || Character.isLetterOrDigit(token);
        steps = token == '.' ? steps + 1 : isWord ? steps : 0;
        tooDeep |= steps > STEPS_MAX;
        switch (token) {
            case '(', '[', '{' -> {
                count();
                tooDeep |= open == BRACKETS_MAX;
                open += tooDeep ? 0 : 1;
            }
            case ')', ']', '}' -> {
                forget();
                open = Math.max(0, open - 1);
            }
            case ',' -> forget();
            default -> count();
        }
    }

    private void count() {
        tokens[open]++;
        tooDeep |= ++sum > TOKENS_MAX;
    }

    private void forget() {
        sum -= tokens[open];
        tokens[open] = 0;
    }

    boolean isTooDeep() {
        return tooDeep;
    }
}
