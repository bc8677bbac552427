package io.tidegate.detect;

import io.tidegate.crypto.KeyedHash;
import java.util.HashSet;
import java.util.Set;

/// By what is a passage known again? By hashes of a few words in a row, of which a document keeps the least of each
/// window: winnowing (Schleimer, Wilkerson and Aiken, 2003).
public final class Shingles {
    /// How many words in a row are hashed.
    public static final int WORDS = 6;

    /// Of so many in a row at least one is kept.
    public static final int WINDOW = 4;

    /// The shortest passage that can be asked for: that one of its shingles is kept is certain from [#WORDS] and
    /// [#WINDOW] on, and that it is told from the words around it from twice that.
    public static final int PASSAGE_MIN = 16;

    private Shingles() {}

    /// That of each word with those behind it, keyed; none of fewer words.
    static long[] of(WordText text, KeyedHash hash) {
        long[] words = new long[text.words()];
        for (int word = 0; word < words.length; word++) {
            words[word] = hash.of(text.bytes(), text.from(word), text.to(word));
        }
        long[] shingles = new long[Math.max(0, words.length - WORDS + 1)];
        for (int at = 0; at < shingles.length; at++) {
            shingles[at] = hash.of(words, at, at + WORDS);
        }
        return shingles;
    }

    /// Those that are kept of a document.
    public static Set<Long> kept(String document, KeyedHash hash) {
        long[] all = of(WordText.of(document, WordText.Spelling.SPACED), hash);
        Set<Long> kept = new HashSet<>();
        for (int from = 0; from + WINDOW <= all.length; from++) {
            long least = all[from];
            for (int at = from + 1; at < from + WINDOW; at++) {
                least = Long.compareUnsigned(all[at], least) < 0 ? all[at] : least;
            }
            kept.add(least);
        }
        if (all.length > 0 && all.length < WINDOW) {
            kept.add(all[0]);
        }
        return kept;
    }
}
