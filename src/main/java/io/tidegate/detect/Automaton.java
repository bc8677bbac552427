package io.tidegate.detect;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Which anchors end at each position of a text? Aho-Corasick as a full table: one load a symbol, whatever the text.
///
/// Upper and lower case are one symbol and so are all digits; [Anchor#holds] decides the rest. States that end an
/// anchor are numbered last, so the hot loop tells them by one comparison.
final class Automaton {
    /// By how much a state is shifted to make room for the class of a symbol.
    static final int CLASS_BITS = 6;

    private static final int CLASSES_MAX = 1 << CLASS_BITS;
    private static final int STATES_MAX = 1 << 16;

    private final byte[] classes = new byte[256];
    private final char[] next;
    private final int firstEnding;
    private final Anchor[][] endings;
    private final int digitClass;

    Automaton(List<Anchor> anchors) {
        this.digitClass = assignClasses(anchors);
        Trie trie = new Trie();
        for (Anchor anchor : anchors) {
            trie.add(anchor, classes);
        }
        trie.link();
        int[] order = trie.endingsLast();
        int states = order.length;
        if (states > STATES_MAX) {
            throw new IllegalArgumentException("too many anchors for one automaton");
        }
        this.firstEnding = states - trie.endingCount();
        this.next = new char[states << CLASS_BITS];
        this.endings = new Anchor[trie.endingCount()][];
        for (int old = 0; old < states; old++) {
            for (int symbol = 0; symbol < CLASSES_MAX; symbol++) {
                next[(order[old] << CLASS_BITS) | symbol] =
                        (char) order[trie.moves.get(old)[symbol]];
            }
            if (order[old] >= firstEnding) {
                endings[order[old] - firstEnding] = trie.ends.get(old).toArray(Anchor[]::new);
            }
        }
    }

    private int assignClasses(List<Anchor> anchors) {
        int used = 1;
        int digits = used++;
        for (int c = '0'; c <= '9'; c++) {
            classes[c] = (byte) digits;
        }
        for (Anchor anchor : anchors) {
            for (int i = 0; i < anchor.literal().length(); i++) {
                int c = anchor.literal().charAt(i);
                if (classes[c] != 0) {
                    continue;
                }
                if (used == CLASSES_MAX) {
                    throw new IllegalArgumentException("too many symbols for one automaton");
                }
                classes[c] = (byte) used;
                if (Alphabet.letter(c)) {
                    classes[c ^ 0x20] = (byte) used;
                }
                used++;
            }
        }
        return digits;
    }

    byte[] classes() {
        return classes;
    }

    int digitClass() {
        return digitClass;
    }

    /// Where to go from a state, shifted by [#CLASS_BITS], with a symbol's class: what [#next] reads, for the one loop
    /// that goes over all of a text. Read only.
    char[] table() {
        return next;
    }

    /// States from here on [#ends] an anchor.
    int firstEnding() {
        return firstEnding;
    }

    int next(int state, int symbolClass) {
        return next[(state << CLASS_BITS) | symbolClass];
    }

    boolean ends(int state) {
        return state >= firstEnding;
    }

    Anchor[] endings(int state) {
        return endings[state - firstEnding];
    }

    /// The trie while it is built.
    private static final class Trie {
        private final List<int[]> moves = new ArrayList<>();
        private final List<List<Anchor>> ends = new ArrayList<>();

        Trie() {
            newState();
        }

        private int newState() {
            int[] row = new int[CLASSES_MAX];
            Arrays.fill(row, -1);
            moves.add(row);
            ends.add(new ArrayList<>());
            return moves.size() - 1;
        }

        void add(Anchor anchor, byte[] classes) {
            int state = 0;
            for (int i = 0; i < anchor.literal().length(); i++) {
                int symbol = classes[anchor.literal().charAt(i)];
                if (moves.get(state)[symbol] < 0) {
                    moves.get(state)[symbol] = newState();
                }
                state = moves.get(state)[symbol];
            }
            ends.get(state).add(anchor);
        }

        /// Fills in where to go on when an anchor breaks off, breadth first.
        void link() {
            int[] fallback = new int[moves.size()];
            ArrayDeque<Integer> open = new ArrayDeque<>();
            open.add(0);
            while (!open.isEmpty()) {
                int state = open.remove();
                int[] row = moves.get(state);
                for (int symbol = 0; symbol < CLASSES_MAX; symbol++) {
                    int inherited = state == 0 ? 0 : moves.get(fallback[state])[symbol];
                    if (row[symbol] < 0) {
                        row[symbol] = inherited;
                    } else {
                        fallback[row[symbol]] = inherited;
                        ends.get(row[symbol]).addAll(ends.get(inherited));
                        open.add(row[symbol]);
                    }
                }
            }
        }

        int endingCount() {
            return (int) ends.stream().filter(list -> !list.isEmpty()).count();
        }

        /// New numbers for the states: those that end an anchor come last.
        int[] endingsLast() {
            int[] order = new int[moves.size()];
            int plain = 0;
            int ending = moves.size() - endingCount();
            for (int state = 0; state < order.length; state++) {
                order[state] = ends.get(state).isEmpty() ? plain++ : ending++;
            }
            return order;
        }
    }
}
