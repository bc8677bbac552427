package io.tidegate.cedar;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Values by numbers other than 0, in one array: what is not there is found missing by one look at memory.
///
/// Linear probing (Knuth, The Art of Computer Programming 3, 6.4), at most half full.
final class FlatIndex<V> {
    private final long[] keys;
    private final Object[] values;
    private final int mask;

    private FlatIndex(int places) {
        this.keys = new long[places];
        this.values = new Object[places];
        this.mask = places - 1;
    }

    static <V> FlatIndex<V> of(Map<Long, V> all) {
        FlatIndex<V> index = new FlatIndex<>(Integer.highestOneBit(Math.max(1, all.size())) * 4);
        all.forEach(index::put);
        return index;
    }

    private void put(long key, V value) {
        int place = place(key);
        while (keys[place] != 0) {
            place = (place + 1) & mask;
        }
        keys[place] = key;
        values[place] = value;
    }

    @SuppressWarnings("unchecked") // only `put` writes
    @Nullable V get(long key) {
        int place = place(key);
        while (keys[place] != 0) {
            if (keys[place] == key) {
                return (V) values[place];
            }
            place = (place + 1) & mask;
        }
        return null;
    }

    /// Where to look first. Spread by the finalizer of SplitMix64 (Steele, Lea, Flood: "Fast Splittable Pseudorandom
    /// Number Generators", 2014).
    private int place(long key) {
        long mixed = (key ^ (key >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return (int) (mixed ^ (mixed >>> 31)) & mask;
    }
}
