package io.tidegate.detect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// What is left of a text, where each piece of it stood in the original, and what was taken out so far?
final class Passage {
    private static final int[] SAME = {};

    private final String text;
    private final int[] origins;
    private final List<Removal> removals;
    private final int unlisted;

    private Passage(String text, int[] origins, List<Removal> removals, int unlisted) {
        this.text = text;
        this.origins = origins;
        this.removals = removals;
        this.unlisted = unlisted;
    }

    static Passage of(String text) {
        return new Passage(text, SAME, List.of(), 0);
    }

    String text() {
        return text;
    }

    Cleaning.Cleaned cleaned() {
        List<Removal> sorted = new ArrayList<>(removals);
        sorted.sort(Comparator.comparingInt(Removal::offset));
        return new Cleaning.Cleaned(text, sorted, unlisted);
    }

    private int origin(int index) {
        return origins.length == 0 ? index : origins[index];
    }

    Edit edit() {
        return new Edit(this);
    }

    /// Takes parts out of a passage from front to back.
    static final class Edit {
        private final Passage source;
        private final StringBuilder out;
        private final List<Removal> removals = new ArrayList<>();
        private int unlisted;
        private int done;
        private int[] origins = SAME;
        private boolean touched;

        private Edit(Passage source) {
            this.source = source;
            this.out = new StringBuilder();
            this.removals.addAll(source.removals);
            this.unlisted = source.unlisted;
        }

        /// How far the source is dealt with.
        int done() {
            return done;
        }

        /// The last code point that stays before `index`, or 0 at the start.
        int lastKept(int index) {
            if (index > done) {
                return source.text.codePointBefore(index);
            }
            return out.isEmpty() ? 0 : out.codePointBefore(out.length());
        }

        /// Takes out `start` to `end` and puts `replacement` there. Parts must come in order.
        void remove(Removal.Kind kind, int start, int end, String revealed, String replacement) {
            keepTo(start);
            int from = source.origin(start);
            int to = source.origin(end - 1) + 1;
            if (removals.size() < HiddenText.REMOVALS_MAX) {
                removals.add(new Removal(kind, from, Math.max(1, to - from), revealed));
            } else {
                unlisted++;
            }
            append(replacement, from);
            done = end;
            touched = true;
        }

        private void keepTo(int index) {
            if (origins.length == 0) {
                origins = new int[source.text.length() + 1];
            }
            for (int i = done; i < index; i++) {
                origins[out.length() + i - done] = source.origin(i);
            }
            out.append(source.text, done, index);
            done = index;
        }

        private void append(String replacement, int origin) {
            for (int i = 0; i < replacement.length(); i++) {
                origins[out.length()] = origin;
                out.append(replacement.charAt(i));
            }
        }

        Passage finish() {
            if (!touched) {
                return source;
            }
            keepTo(source.text.length());
            return new Passage(out.toString(), Arrays.copyOf(origins, out.length() + 1), removals, unlisted);
        }
    }
}
