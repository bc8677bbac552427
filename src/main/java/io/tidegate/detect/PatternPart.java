package io.tidegate.detect;

import java.util.BitSet;
import java.util.List;

/// What does a pattern of the organisation's own consist of? A tree, as it was written.
sealed interface PatternPart {
    /// What a width counts as that has no bound.
    int UNBOUNDED = Integer.MAX_VALUE;

    /// How many symbols it matches at least, and at most.
    int least();

    int most();

    /// One symbol of these, as [FoldedText] has them.
    record Symbol(BitSet any) implements PatternPart {
        @Override
        public int least() {
            return 1;
        }

        @Override
        public int most() {
            return 1;
        }
    }

    /// One behind the other.
    record Sequence(List<PatternPart> parts) implements PatternPart {
        public Sequence {
            parts = List.copyOf(parts);
        }

        @Override
        public int least() {
            return parts.stream().mapToInt(PatternPart::least).reduce(0, PatternPart::sum);
        }

        @Override
        public int most() {
            return parts.stream().mapToInt(PatternPart::most).reduce(0, PatternPart::sum);
        }
    }

    /// One of these.
    record Choice(List<PatternPart> parts) implements PatternPart {
        public Choice {
            parts = List.copyOf(parts);
        }

        @Override
        public int least() {
            return parts.stream().mapToInt(PatternPart::least).min().orElse(0);
        }

        @Override
        public int most() {
            return parts.stream().mapToInt(PatternPart::most).max().orElse(0);
        }
    }

    /// The same again and again.
    ///
    /// @param to [#UNBOUNDED] where it has no end
    record Repeat(PatternPart part, int from, int to) implements PatternPart {
        @Override
        public int least() {
            return times(part.least(), from);
        }

        @Override
        public int most() {
            return to == UNBOUNDED ? UNBOUNDED : times(part.most(), to);
        }
    }

    static int sum(int one, int other) {
        return (int) Math.min(UNBOUNDED, (long) one + other);
    }

    private static int times(int width, int count) {
        return (int) Math.min(UNBOUNDED, (long) width * count);
    }
}
