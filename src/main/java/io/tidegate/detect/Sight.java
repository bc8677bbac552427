package io.tidegate.detect;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// What does a shape see of one text, and how much may it still look? Belongs to one scan; not shared between
/// threads.
///
/// INVARIANT: every loop over symbols outside the automaton is paid for with [#spend], so that the step count bounds
/// the time.
final class Sight {
    /// In folded symbols, end exclusive.
    private record Extent(int start, int end) {}

    private static final int[] NONE = {};

    private final FoldedText text;
    private final byte[] bytes;
    private final int length;
    private final Budget budget;
    private final List<Finding> findings = new ArrayList<>();
    private final Alphabet[] runAlphabets = new Alphabet[4];
    private final int[] runStarts = new int[4];
    private final int[] runEnds = new int[4];
    private int[] counts = NONE; // made when first counted with: most texts have nothing to count
    private final BitSet edges = new BitSet();
    private final List<Extent> extents = new ArrayList<>();
    private boolean glued;
    private int nextRun;
    private int coveredFrom;
    private int covered;

    Sight(FoldedText text, Budget budget) {
        this.text = text;
        this.bytes = text.bytes();
        this.length = text.length();
        this.budget = budget;
    }

    Budget budget() {
        return budget;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /// The symbol at `index` as 0 to 255, or 0 outside of the text.
    int at(int index) {
        return index < 0 || index >= length ? 0 : bytes[index] & 0xFF;
    }

    void spend(long steps) {
        budget.spend(steps);
    }

    boolean exhausted() {
        return budget.exhausted();
    }

    /// Whether `start` lies in a secret that was just reported, and goes with it.
    boolean covers(int start) {
        return start >= coveredFrom && start < covered;
    }

    /// Where the secret that was reported last ends.
    int covered() {
        return covered;
    }

    void report(DataType type, String kind, int start, int end, Confidence confidence) {
        budget.count();
        glued |= wordAt(start - 1) || wordAt(end);
        extents.add(new Extent(start, end));
        edges.set(start);
        edges.set(end);
        findings.add(new Finding(type, kind, text.originalStart(start), text.originalEnd(end), confidence));
        if (type.family() == DataType.Family.SECRET) {
            cover(start, end);
        }
    }

    private boolean wordAt(int index) {
        return Alphabet.WORD.has(at(index)) || at(index) == (FoldedText.LETTER & 0xFF);
    }

    /// Whether a finding stands right beside other words, which may be data that its neighbour kept from being seen.
    boolean glued() {
        return glued;
    }

    /// The text as it reads without what was found.
    FoldedText withoutFindings() {
        FoldedText rest = text.copy();
        extents.forEach(extent -> rest.blank(extent.start(), extent.end()));
        return rest;
    }

    /// The next place from `from` on where a finding begins or ends, or -1.
    int nextEdge(int from) {
        return edges.nextSetBit(from);
    }

    List<Finding> findings() {
        return findings;
    }

    // INVARIANT: one unbroken stretch. A secret reported ahead must not hide what stands before it.
    private void cover(int start, int end) {
        boolean touches = start <= covered && end >= coveredFrom;
        coveredFrom = touches ? Math.min(coveredFrom, start) : start;
        covered = touches ? Math.max(covered, end) : end;
    }

    /// Whether a token may begin at `start`: no ASCII letter, digit or underscore stands before it, or only one that
    /// goes away with a finding. The letter of an escape (`\n`) is no letter.
    boolean boundaryBefore(int start) {
        int before = at(start - 1);
        if (!Alphabet.WORD.has(before) || start == covered) {
            return true;
        }
        return at(start - 2) == '\\' && (before == 'n' || before == 't' || before == 'r');
    }

    boolean boundaryAfter(int end) {
        return !Alphabet.WORD.has(at(end));
    }

    /// Where the run of `alphabet` that `from` is in ends. Remembered, so that many anchors in one long run cost it
    /// only once.
    int runEnd(Alphabet alphabet, int from) {
        for (int slot = 0; slot < runAlphabets.length; slot++) {
            if (runAlphabets[slot] == alphabet && from >= runStarts[slot] && from < runEnds[slot]) {
                return runEnds[slot];
            }
        }
        int end = from;
        while (end < length && alphabet.has(bytes[end] & 0xFF)) {
            end++;
        }
        spend(end - from + 1L);
        runAlphabets[nextRun] = alphabet;
        runStarts[nextRun] = from;
        runEnds[nextRun] = end;
        nextRun = (nextRun + 1) % runAlphabets.length;
        return end;
    }

    boolean literalAt(int start, String literal) {
        if (start < 0 || start + literal.length() > length) {
            return false;
        }
        spend(1);
        for (int i = 0; i < literal.length(); i++) {
            if (bytes[start + i] != literal.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /// The symbols as a string; callers bound the length.
    String ascii(int start, int end) {
        spend(end - start);
        return text.ascii(start, end);
    }

    /// Shannon entropy in bits a symbol, of at most the first 64 symbols.
    double entropy(int start, int end) {
        int stop = Math.min(end, start + 64);
        int total = stop - start;
        spend(2L * total);
        counts = counts.length == 0 ? new int[256] : counts;
        for (int i = start; i < stop; i++) {
            counts[bytes[i] & 0xFF]++;
        }
        double bits = 0;
        for (int i = start; i < stop; i++) {
            int count = counts[bytes[i] & 0xFF];
            if (count > 0) {
                double share = (double) count / total;
                bits -= share * Math.log(share);
                counts[bytes[i] & 0xFF] = 0;
            }
        }
        return bits / Math.log(2);
    }
}
