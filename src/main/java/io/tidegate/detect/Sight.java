package io.tidegate.detect;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What does a shape see of one text, and how much may it still look? Belongs to one scan; not shared between
/// threads.
///
/// INVARIANT: every loop over symbols outside the automaton is paid for with [#spend], so that the step count bounds
/// the time.
final class Sight {
    /// In folded symbols, end exclusive.
    private record Extent(int start, int end) {}

    private static final int[] NONE = {};
    private static final BitSet NO_EDGES = new BitSet(); // never written to

    private final FoldedText text;
    private final Set<DataType> wanted;
    private final byte[] bytes;
    private final int length;
    private final Budget budget;
    private final int valueFrom;
    private final List<Finding> findings = new ArrayList<>();
    private final List<Extent> extents = new ArrayList<>();
    // These are made when first needed: most texts are short and have no use for them.
    private Map<Mention, Integer> mentions = Map.of();
    private Map<Shape, Integer> lookedAt = Map.of(); // shapes are equal only to themselves
    private BitSet edges = NO_EDGES;
    private int[] runStarts = NONE;
    private int[] runEnds = NONE;
    private int[] counts = NONE;
    private boolean glued;
    private int mentioned = Integer.MIN_VALUE / 2;
    private int command = Integer.MIN_VALUE / 2;
    private int coveredFrom;
    private int covered;
    private int recognised;

    /// @param wanted the types that are looked for
    /// @param valueFrom where in the original text begins what stands under the name before it; 0 where there is no
    // name
    Sight(FoldedText text, Set<DataType> wanted, Budget budget, int valueFrom) {
        this.text = text;
        this.wanted = wanted;
        this.bytes = text.bytes();
        this.length = text.length();
        this.budget = budget;
        this.valueFrom = valueFrom;
    }

    FoldedText text() {
        return text;
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

    /// Whether a type is looked for.
    boolean wants(DataType type) {
        return wanted.contains(type);
    }

    /// A word that says what the numbers behind it are ends here.
    void mention(Mention mention, int end) {
        mentioned = end;
        mentions = mentions.isEmpty() ? new EnumMap<>(Mention.class) : mentions;
        mentions.put(mention, end);
    }

    /// What was announced is found: a number behind it is something else.
    void answered(Mention mention) {
        if (!mentions.isEmpty()) {
            mentions.remove(mention);
        }
    }

    /// Up to where a shape looked at documents as a whole: what begins before is part of one.
    int lookedAt(Shape reader) {
        return lookedAt.getOrDefault(reader, 0);
    }

    /// A shape looked at a document as a whole, to here.
    void lookedAt(Shape reader, int end) {
        lookedAt = lookedAt.isEmpty() ? new HashMap<>() : lookedAt;
        lookedAt.put(reader, end);
    }

    /// A command that takes logins is called here.
    void command(int end) {
        command = end;
    }

    /// Whether such a command was called shortly before.
    boolean isCommand(int start, int reach) {
        return start - command <= reach;
    }

    /// Whether a plan of numbers may be asked once more.
    boolean mayAsk() {
        return budget.mayAsk();
    }

    /// Whether `value` begins in the text that stands under a name, and `start` in the name.
    boolean isNamed(int start, int value) {
        return value < length && text.originalStart(start) < valueFrom && text.originalStart(value) >= valueFrom;
    }

    /// Whether any word that says what numbers are stands shortly before.
    boolean isAnythingMentioned(int start) {
        return start - mentioned <= Mention.REACH_MAX;
    }

    /// Whether such a word stands shortly before.
    boolean isMentioned(Mention mention, int start) {
        if (!isAnythingMentioned(start)) {
            return false;
        }
        Integer end = mentions.get(mention);
        return end != null && start - end <= mention.reach();
    }

    /// Whether `start` lies in a secret that was just reported, and goes with it.
    boolean covers(int start) {
        return start >= coveredFrom && start < covered;
    }

    /// Whether that secret is known by its own form.
    boolean isRecognised(int start) {
        return covers(start) && start < recognised;
    }

    /// Where the secret that was reported last ends.
    int covered() {
        return covered;
    }

    void report(DataType type, String kind, int start, int end, Confidence confidence) {
        reportNamed(type, kind, start, end, confidence);
        if (type.family() == DataType.Family.SECRET) {
            recognised = Math.max(recognised, end);
        }
    }

    /// What is known by what stands beside it: what it is by itself is found in it too.
    void reportNamed(DataType type, String kind, int start, int end, Confidence confidence) {
        budget.count();
        glued |= wordAt(start - 1) || wordAt(end);
        edges = extents.isEmpty() ? new BitSet() : edges;
        extents.add(new Extent(start, end));
        edges.set(start);
        edges.set(end);
        findings.add(new Finding(type, kind, text.originalStart(start), text.originalEnd(end), confidence));
        if (type.family() == DataType.Family.SECRET) {
            cover(start, end);
        }
    }

    /// Whether a letter of any alphabet, a digit or an underscore stands there.
    boolean wordAt(int index) {
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
        if (!Alphabet.WORD.has(before) || start == covered || isBrokenBefore(start)) {
            return true;
        }
        return at(start - 2) == '\\' && (before == 'n' || before == 't' || before == 'r');
    }

    /// Whether something that is not seen stands before the symbol at `index`.
    boolean isBrokenBefore(int index) {
        return text.isBrokenBefore(index);
    }

    boolean boundaryAfter(int end) {
        return !Alphabet.WORD.has(at(end)) || isBrokenBefore(end);
    }

    /// Where the run of `alphabet` that `from` is in ends. Remembered for each alphabet, so that many anchors in one
    /// long run cost it only once.
    int runEnd(Alphabet alphabet, int from) {
        int slot = alphabet.index();
        if (runEnds.length == 0) {
            runStarts = new int[Alphabet.COUNT];
            runEnds = new int[Alphabet.COUNT];
        }
        if (from >= runStarts[slot] && from < runEnds[slot]) {
            return runEnds[slot];
        }
        int end = from;
        while (end < length && alphabet.has(bytes[end] & 0xFF)) {
            end++;
        }
        spend(end - from + 1L);
        runStarts[slot] = from;
        runEnds[slot] = end;
        return end;
    }

    /// Whether a word begins here: nothing, or no letter, stands before it, or a lower-case one before its capital
    /// (`homePhone`).
    boolean wordBegins(int start) {
        int before = at(start - 1);
        int first = at(start);
        boolean hump = first >= 'A' && first <= 'Z' && before >= 'a' && before <= 'z';
        return !Alphabet.letter(before) || !Alphabet.letter(first) || hump || isBrokenBefore(start);
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
