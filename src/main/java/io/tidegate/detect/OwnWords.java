package io.tidegate.detect;

import io.tidegate.crypto.KeyedHash;
import java.util.List;

/// Which words of a text stand in lists of the organisation's own, or were taken over from its documents? One walk over
/// the words for each list; what is looked up is no longer than the longest there.
final class OwnWords {
    /// How many signs may stand between two words of one text that is listed.
    private static final int GAP_MAX = 3;

    private final List<OwnType> types;

    OwnWords(List<OwnType> types) {
        this.types = types.stream()
                .filter(type -> !(type.way() instanceof OwnType.Way.Matching))
                .toList();
    }

    boolean isEmpty() {
        return types.isEmpty();
    }

    void examine(Sight sight) {
        for (WordText.Spelling spelling : WordText.Spelling.values()) {
            List<OwnType> spelled =
                    types.stream().filter(type -> spelling(type) == spelling).toList();
            if (spelled.isEmpty() || sight.exhausted()) {
                continue;
            }
            sight.spend(sight.length());
            WordText text = WordText.of(sight.text(), spelling);
            spelled.forEach(type -> new Walk(sight, text, type).go());
        }
    }

    private static WordText.Spelling spelling(OwnType type) {
        return type.way() instanceof OwnType.Way.Listed(var _, WordText.Spelling spelling, var _)
                ? spelling
                : WordText.Spelling.SPACED;
    }

    /// Over one text, for one type.
    private record Walk(Sight sight, WordText text, OwnType type) {
        void go() {
            switch (type.way()) {
                case OwnType.Way.Matching _ -> {}
                case OwnType.Way.Listed(HashedValues values, var _, KeyedHash hash) -> listed(values, hash);
                case OwnType.Way.Copied copied -> copied(copied);
            }
        }

        private void report(int first, int last) {
            sight.report(DataType.OWN, type.name(), text.start(first), text.end(last), type.confidence());
        }

        private void listed(HashedValues values, KeyedHash hash) {
            int word = 0;
            while (word < text.words() && !sight.exhausted()) {
                int last = longest(values, hash, word);
                if (last >= 0) {
                    report(word, last);
                }
                word = last >= 0 ? last + 1 : word + 1;
            }
        }

        /// The last word of the longest text that is listed and begins with this one, or -1.
        private int longest(HashedValues values, KeyedHash hash, int first) {
            int from = text.from(first);
            int found = -1;
            int last = first;
            while (last < text.words() && last - first < values.words()) {
                if (last > first && text.start(last) - text.end(last - 1) > GAP_MAX) {
                    break;
                }
                int bytes = text.to(last) - from;
                if (bytes > values.longest()) {
                    break;
                }
                sight.spend(1);
                if (values.hasLength(bytes)) {
                    sight.spend(bytes >> 4);
                    found = values.has(hash.of(text.bytes(), from, from + bytes)) ? last : found;
                }
                last++;
            }
            return found;
        }

        /// Runs of shingles that documents have too, none further from the next than they are picked apart there.
        private void copied(OwnType.Way.Copied copied) {
            long[] shingles = Shingles.of(text, copied.hash());
            sight.spend(2L * text.words());
            int first = -1;
            int last = -1;
            for (int at = 0; at <= shingles.length; at++) {
                boolean isOver = first >= 0 && (at == shingles.length || at - last > Shingles.WINDOW);
                if (isOver) {
                    passage(first, last, copied.words());
                    first = -1;
                }
                if (at < shingles.length && copied.values().has(shingles[at])) {
                    first = first < 0 ? at : first;
                    last = at;
                }
            }
        }

        /// What a passage has before the first that was picked and behind the last is not known: it is taken in.
        private void passage(int first, int last, int words) {
            int unseen = Shingles.WINDOW - 1;
            if (last + Shingles.WORDS - first >= words - 2 * unseen) {
                report(Math.max(0, first - unseen), Math.min(text.words(), last + Shingles.WORDS + unseen) - 1);
            }
        }
    }
}
