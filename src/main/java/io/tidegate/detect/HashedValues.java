package io.tidegate.detect;

import java.util.BitSet;

/// Which hashes are in a list? A table of open addressing, eight bytes an entry and at most half full, so a look-up is
/// one place in memory for nearly all. Holds no clear text.
///
/// Two values have one hash about once in 2^64 pairs of them: a text with a million words, looked up in a list of a
/// million values, has a false alarm once in twenty million such texts.
public final class HashedValues {
    /// Most of one list.
    public static final int MOST = 4_000_000;

    private final long[] places;
    private final int mask;
    private final BitSet lengths;
    private final int words;

    /// @param hashes each once
    /// @param lengths of what was hashed, in bytes
    /// @param words of the longest
    public HashedValues(long[] hashes, BitSet lengths, int words) {
        if (hashes.length > MOST) {
            throw new IllegalArgumentException("more than %,d values".formatted(MOST));
        }
        int size = Integer.highestOneBit(Math.max(8, 2 * hashes.length - 1)) << 1;
        this.places = new long[size];
        this.mask = size - 1;
        this.lengths = (BitSet) lengths.clone();
        this.words = words;
        for (long hash : hashes) {
            int at = (int) sound(hash) & mask;
            while (places[at] != 0 && places[at] != sound(hash)) {
                at = (at + 1) & mask;
            }
            places[at] = sound(hash);
        }
    }

    /// No place is empty by its hash.
    private static long sound(long hash) {
        return hash == 0 ? 1 : hash;
    }

    public boolean has(long hash) {
        long sought = sound(hash);
        int at = (int) sought & mask;
        while (places[at] != 0) {
            if (places[at] == sought) {
                return true;
            }
            at = (at + 1) & mask;
        }
        return false;
    }

    /// Whether anything in it has this length.
    boolean hasLength(int bytes) {
        return lengths.get(bytes);
    }

    /// The length of the longest.
    int longest() {
        return lengths.length() - 1;
    }

    int words() {
        return words;
    }
}
