package io.tidegate.detect;

/// Which symbols may a token consist of?
final class Alphabet {
    private static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final String LOWER = "abcdefghijklmnopqrstuvwxyz";
    private static final String DIGITS = "0123456789";

    static final Alphabet DIGIT = new Alphabet(0, DIGITS, "`0-9`");
    static final Alphabet HEX = new Alphabet(1, DIGITS + "abcdef", "`0-9a-f`");
    static final Alphabet HEX_ANY_CASE = new Alphabet(2, DIGITS + "abcdefABCDEF", "`0-9A-Fa-f`");
    static final Alphabet BASE32 = new Alphabet(3, UPPER + "234567", "`A-Z2-7`");
    static final Alphabet LOWER_CASE = new Alphabet(4, LOWER + DIGITS, "`a-z0-9`");
    static final Alphabet UPPER_CASE = new Alphabet(5, UPPER + DIGITS, "`A-Z0-9`");
    static final Alphabet ALPHANUMERIC = new Alphabet(6, UPPER + LOWER + DIGITS, "`A-Za-z0-9`");
    static final Alphabet WORD = new Alphabet(7, UPPER + LOWER + DIGITS + "_", "`A-Za-z0-9_`");
    static final Alphabet URL_SAFE = new Alphabet(8, UPPER + LOWER + DIGITS + "_-", "`A-Za-z0-9_-`");
    static final Alphabet DOTTED = new Alphabet(9, UPPER + LOWER + DIGITS + "_-.", "`A-Za-z0-9_.-`");
    static final Alphabet TILDE = new Alphabet(10, UPPER + LOWER + DIGITS + "_-.~", "`A-Za-z0-9_.~-`");
    static final Alphabet PATH = new Alphabet(11, UPPER + LOWER + DIGITS + "_-/", "`A-Za-z0-9_/-`");
    static final Alphabet BASE64_BARE = new Alphabet(12, UPPER + LOWER + DIGITS + "+/", "`A-Za-z0-9+/`");
    static final Alphabet BASE64 = new Alphabet(13, UPPER + LOWER + DIGITS + "+/=", "`A-Za-z0-9+/=`");
    static final Alphabet BASE64_ANY = new Alphabet(14, UPPER + LOWER + DIGITS + "+/-_", "`A-Za-z0-9+/_-`");
    static final Alphabet CRYPT = new Alphabet(15, UPPER + LOWER + DIGITS + "./$,=+", "`A-Za-z0-9./$,=+`");
    static final Alphabet CURSIVE = new Alphabet(16, UPPER + LOWER + DIGITS + "_-.=+/", "`A-Za-z0-9_.=+/-`");

    /// What an unquoted value in a configuration line may hold.
    static final Alphabet VALUE =
            new Alphabet(17, UPPER + LOWER + DIGITS + "_-.~+/=!@#$%^*?:|", "`A-Za-z0-9_.~+/=!@#$%^*?:|-`");

    /// How many there are; each has an index below it.
    static final int COUNT = 18;

    private final boolean[] members = new boolean[256];
    private final int index;
    private final String symbols;
    private final String words;

    private Alphabet(int index, String symbols, String words) {
        this.index = index;
        this.symbols = symbols;
        this.words = words;
        for (int i = 0; i < symbols.length(); i++) {
            members[symbols.charAt(i)] = true;
        }
    }

    /// The alphabet that a letter stands for in the tables of formats.
    static Alphabet written(char letter) {
        return switch (letter) {
            case 'd' -> DIGIT;
            case 'h' -> HEX;
            case 'x' -> HEX_ANY_CASE;
            case 't' -> BASE32;
            case 'l' -> LOWER_CASE;
            case 'u' -> UPPER_CASE;
            case 'a' -> ALPHANUMERIC;
            case 'w' -> WORD;
            case 's' -> URL_SAFE;
            case 'o' -> DOTTED;
            case 'p' -> PATH;
            case 'B' -> BASE64_BARE;
            case 'b' -> BASE64;
            case 'k' -> CRYPT;
            case 'c' -> CURSIVE;
            case 'v' -> VALUE;
            default -> throw new IllegalArgumentException("no alphabet is written `" + letter + "`");
        };
    }

    /// Whether the symbol, 0 to 255, belongs to it.
    boolean has(int symbol) {
        return members[symbol];
    }

    /// Its own number, from 0 to below [#COUNT].
    int index() {
        return index;
    }

    String symbols() {
        return symbols;
    }

    /// For people: `` `a-z0-9` ``.
    String words() {
        return words;
    }

    static boolean digit(int symbol) {
        return symbol >= '0' && symbol <= '9';
    }

    static boolean letter(int symbol) {
        int lower = symbol | 0x20;
        return lower >= 'a' && lower <= 'z';
    }
}
