package io.tidegate;

import io.tidegate.cli.LogProvider;
import io.tidegate.cli.Verbs;

/// Picks a verb.
public final class Tidegate {
    private Tidegate() {}

    public static void main(String[] arguments) {
        LogProvider.use();
        System.exit(Verbs.run(arguments));
    }
}
