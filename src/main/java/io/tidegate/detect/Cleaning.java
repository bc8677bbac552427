package io.tidegate.detect;

import java.util.List;

/// What came of cleaning a text? Either a text without hidden parts, or a text that must be refused.
public sealed interface Cleaning permits Cleaning.Cleaned, Examination.TooMuchToExamine {

    /// The cleaned text, and what was taken out of it in the order of the original. The list stops at a limit;
    /// `unlisted` counts the rest, which is removed all the same.
    record Cleaned(String text, List<Removal> removals, int unlisted) implements Cleaning {
        public Cleaned {
            removals = List.copyOf(removals);
            if (unlisted < 0) {
                throw new IllegalArgumentException("a count is not negative");
            }
        }

        /// True when the text is exactly what came in.
        public boolean untouched() {
            return removals.isEmpty() && unlisted == 0;
        }
    }
}
