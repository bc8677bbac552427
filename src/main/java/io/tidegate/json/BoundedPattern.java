package io.tidegate.json;

import com.networknt.schema.regex.RegularExpression;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// A schema's `pattern`, given up after a number of steps: schemas come from servers, and a server may be hostile.
///
/// The steps are those of all patterns of one validation together, since a short schema can try one pattern very often.
final class BoundedPattern implements RegularExpression {
    /// What is left of them.
    private static final ScopedValue<Steps> LEFT = ScopedValue.newInstance();

    /// A step takes some nanoseconds, so these take some hundredths of a second.
    private static final int STEPS_MAX = 5_000_000;

    private final Pattern pattern;

    BoundedPattern(String regex) {
        try {
            pattern = Pattern.compile(regex);
        } catch (PatternSyntaxException | StackOverflowError unusable) {
            throw new IllegalArgumentException("a pattern that can't be used");
        }
    }

    /// Does this with so many steps as one validation may take.
    static <T> T within(Supplier<T> validation) {
        return ScopedValue.where(LEFT, new Steps()).call(validation::get);
    }

    @Override
    public boolean matches(String value) {
        return pattern.matcher(new Counted(value, LEFT.orElse(new Steps()))).find();
    }

    private static final class Steps {
        private int left = STEPS_MAX;

        void take() {
            if (--left < 0) {
                throw new IllegalStateException("the patterns take too long");
            }
        }
    }

    /// Counts how often the matcher looks at a character.
    private record Counted(String text, Steps steps) implements CharSequence {
        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            steps.take();
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
