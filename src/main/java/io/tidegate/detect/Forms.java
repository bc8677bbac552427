package io.tidegate.detect;

import io.tidegate.detect.Identifiers.Identifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Which numbers are written so? A tree of all forms, gone down symbol by symbol: most numbers of a text are the
/// beginning of none after a few symbols.
final class Forms {
    /// Where every form begins.
    static final int ROOT = 0;

    /// No form goes on so.
    static final int NONE = -1;

    private static final int BITS = 3;
    private static final int OTHER = 6; // what no form has
    private static final int BRACKET = 7; // around the check digit in Hong Kong
    private static final byte[] SIGN = signs();

    private short[] next = row(new short[0]);
    private final List<List<Identifier>> ends = new ArrayList<>(List.of(new ArrayList<>()));

    private static byte[] signs() {
        byte[] signs = new byte[256];
        Arrays.fill(signs, (byte) OTHER);
        for (int symbol = 0; symbol < 128; symbol++) {
            if (Alphabet.digit(symbol)) {
                signs[symbol] = 0;
            } else if (Alphabet.letter(symbol)) {
                signs[symbol] = 1;
            }
        }
        signs[' '] = 2;
        signs['-'] = 3;
        signs['+'] = 3;
        signs['.'] = 4;
        signs['/'] = 5;
        signs['('] = BRACKET;
        signs[')'] = BRACKET;
        return signs;
    }

    private static short[] row(short[] before) {
        short[] longer = Arrays.copyOf(before, before.length + (1 << BITS));
        Arrays.fill(longer, before.length, longer.length, (short) NONE);
        return longer;
    }

    /// @param form `9` for a digit, `A` for a letter, else the separator
    void put(String form, Identifier identifier) {
        int state = ROOT;
        for (int at = 0; at < form.length(); at++) {
            int place = (state << BITS) | SIGN[form.charAt(at)];
            if (next[place] == NONE) {
                next = row(next);
                next[place] = (short) ends.size();
                ends.add(new ArrayList<>());
            }
            state = next[place];
        }
        ends.get(state).add(identifier);
    }

    /// Where one is after this symbol, 0 to 255, or [#NONE].
    int next(int state, int symbol) {
        return next[(state << BITS) | SIGN[symbol]];
    }

    /// Those that are written so; none for most.
    List<Identifier> written(int state) {
        return ends.get(state);
    }
}
