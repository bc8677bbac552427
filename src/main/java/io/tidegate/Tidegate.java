package io.tidegate;

import io.tidegate.cli.Verbs;

/// Picks a verb.
public final class Tidegate {
    private Tidegate() {}

    public static void main(String[] arguments) {
        System.exit(Verbs.run(arguments));
    }
}
