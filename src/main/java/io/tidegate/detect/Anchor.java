package io.tidegate.detect;

/// Where may a shape begin to be looked for? A literal that the automaton finds, and how strictly its case and digits
/// count.
record Anchor(String literal, Match match, Shape shape) {
    /// The automaton itself ignores case and takes every digit for every other; this says what must still hold at a
    /// hit.
    enum Match {
        EXACT,
        ANY_CASE,
        ANY_CASE_ANY_DIGIT
    }

    Anchor {
        if (literal.isEmpty() || literal.chars().anyMatch(c -> c >= 128)) {
            throw new IllegalArgumentException("an anchor is one or more ASCII characters");
        }
    }

    boolean holds(byte[] bytes, int start) {
        return switch (match) {
            case EXACT -> same(bytes, start, 0);
            case ANY_CASE -> same(bytes, start, 0x20);
            case ANY_CASE_ANY_DIGIT -> true;
        };
    }

    private boolean same(byte[] bytes, int start, int ignoredBit) {
        for (int i = 0; i < literal.length(); i++) {
            int wanted = literal.charAt(i);
            int found = bytes[start + i];
            int mask = Alphabet.letter(wanted) ? ignoredBit : 0;
            if ((wanted | mask) != (found | mask)) {
                return false;
            }
        }
        return true;
    }
}
