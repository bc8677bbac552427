package io.tidegate.detect;

import java.util.BitSet;
import java.util.Optional;

/// Which symbols of a folded text does a piece of a pattern mean?
final class PatternSymbols {
    private static final int ALL = FoldedText.OTHER & 0xFF; // the last there is
    private static final int LETTER = FoldedText.LETTER & 0xFF;
    private static final String SIGNS = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ ";

    private PatternSymbols() {}

    static BitSet of(String symbols) {
        BitSet any = new BitSet();
        symbols.chars().forEach(any::set);
        return any;
    }

    static BitSet of(char symbol, boolean anyCase) {
        BitSet one = new BitSet();
        one.set(symbol);
        if (anyCase && Alphabet.letter(symbol)) {
            one.set(symbol ^ 0x20);
        }
        return one;
    }

    /// All but these.
    static BitSet without(BitSet some) {
        BitSet rest = new BitSet();
        rest.set(1, ALL + 1);
        rest.andNot(some);
        return rest;
    }

    static BitSet letters() {
        BitSet letters = range('a', 'z');
        letters.or(range('A', 'Z'));
        letters.set(LETTER);
        return letters;
    }

    private static BitSet range(char from, char to) {
        BitSet any = new BitSet();
        any.set(from, to + 1);
        return any;
    }

    private static BitSet words() {
        BitSet words = range('a', 'z');
        words.or(range('A', 'Z'));
        words.or(range('0', '9'));
        words.set('_');
        return words;
    }

    /// What a letter or sign behind a backslash means; nothing where it has no meaning here.
    static Optional<BitSet> escaped(char symbol) {
        return switch (symbol) {
            case 'd' -> Optional.of(range('0', '9'));
            case 'D' -> Optional.of(without(range('0', '9')));
            case 'w' -> Optional.of(words());
            case 'W' -> Optional.of(without(words()));
            case 's' -> Optional.of(of(" \t\r\n\f\u000b"));
            case 'S' -> Optional.of(without(of(" \t\r\n\f\u000b")));
            case 't' -> Optional.of(of("\t"));
            case 'n' -> Optional.of(of("\n"));
            case 'r' -> Optional.of(of("\r"));
            default -> SIGNS.indexOf(symbol) >= 0 ? Optional.of(of(symbol, false)) : Optional.empty();
        };
    }
}
