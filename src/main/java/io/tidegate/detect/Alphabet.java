package io.tidegate.detect;

/// Which symbols may a token consist of?
final class Alphabet {
    private static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final String LOWER = "abcdefghijklmnopqrstuvwxyz";
    private static final String DIGITS = "0123456789";

    static final Alphabet ALPHANUMERIC = of(UPPER + LOWER + DIGITS);
    static final Alphabet WORD = of(UPPER + LOWER + DIGITS + "_");
    static final Alphabet URL_SAFE = of(UPPER + LOWER + DIGITS + "_-");
    static final Alphabet DOTTED = of(UPPER + LOWER + DIGITS + "_-.");
    static final Alphabet BASE32 = of(UPPER + "234567");
    static final Alphabet HEX = of("0123456789abcdef");
    static final Alphabet BASE64 = of(UPPER + LOWER + DIGITS + "+/=");
    static final Alphabet BASE64_ANY = of(UPPER + LOWER + DIGITS + "+/-_");
    static final Alphabet PATH = of(UPPER + LOWER + DIGITS + "_-/");
    static final Alphabet TILDE = of(UPPER + LOWER + DIGITS + "_-.~");
    static final Alphabet CURSIVE = of(UPPER + LOWER + DIGITS + "_-.=+/");

    /// What an unquoted value in a configuration line may hold.
    static final Alphabet VALUE = of(UPPER + LOWER + DIGITS + "_-.~+/=!@#$%^*?:|");

    private final boolean[] members = new boolean[256];

    private Alphabet(String symbols) {
        for (int i = 0; i < symbols.length(); i++) {
            members[symbols.charAt(i)] = true;
        }
    }

    private static Alphabet of(String symbols) {
        return new Alphabet(symbols);
    }

    /// Whether the symbol, 0 to 255, belongs to it.
    boolean has(int symbol) {
        return members[symbol];
    }

    static boolean digit(int symbol) {
        return symbol >= '0' && symbol <= '9';
    }

    static boolean letter(int symbol) {
        int lower = symbol | 0x20;
        return lower >= 'a' && lower <= 'z';
    }
}
