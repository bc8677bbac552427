package io.tidegate.json;

import com.networknt.schema.regex.RegularExpression;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// A schema's `pattern`, given up after a number of steps: schemas come from servers, and a server may be hostile.
final class BoundedPattern implements RegularExpression {
    private static final int STEPS_MAX = 1_000_000;

    private final Pattern pattern;

    BoundedPattern(String regex) {
        try {
            pattern = Pattern.compile(regex);
        } catch (PatternSyntaxException | StackOverflowError unusable) {
            throw new IllegalArgumentException("a pattern that can't be used");
        }
    }

    @Override
    public boolean matches(String value) {
        return pattern.matcher(new Steps(value)).find();
    }

    /// Counts how often the matcher looks at a character.
    private static final class Steps implements CharSequence {
        private final String text;
        private int steps;

        Steps(String text) {
            this.text = text;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (++steps > STEPS_MAX) {
                throw new IllegalStateException("the pattern takes too long");
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
