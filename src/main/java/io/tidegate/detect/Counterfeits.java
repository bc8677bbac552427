package io.tidegate.detect;

import java.util.Arrays;

/// What in a text could a reader take for a line of the gateway's own?
///
/// Letters of other alphabets that look like a Latin one count as that, and any other letter outside ASCII may stand
/// for one as long as the rest is plain enough.
final class Counterfeits {
    private static final String LOOKALIKES =
            "\u0430\u0410\u03b1\u0391\u1d00\u0251\u0441\u0421\u03f2\u1d04\u0501\u0500\u1d05\u0257\u0256\u0435"
                    + "\u0415\u03b5\u0395\u1d07\u0454\u0404\u0451\u0401\ua730\u0192\u03dd\u043a\u041a\u03ba\u039a\u1d0b"
                    + "\u029f\u04cf\u04c0\u0406\u0456\u0274\u03b7\u039d\u043f\u0438\u0578\u0273\u043e\u041e\u03bf\u039f"
                    + "\u1d0f\u0585\u0280\u0433\u044f\u042f\u0455\u0405\ua731\u01bd\u0442\u0422\u03c4\u03a4\u1d1b\u1d1c"
                    + "\u03c5\u0446\u057d\u028b\u0440\u0420\u03c1\u03a1\u1d18\u0131\u03b9\u026a";
    private static final String MEANT = "aaaaaaccccdddddeeeeeeeeefffkkkkklllllnnnnnnnoooooorrrrsssstttttuuuuupppppiii";
    private static final String ONE =
            "<\u2039\u2329\u3008\u27e8\u02c2\u1438\u276e\u276c\u2770\ufe64\ufe3f\u227a\u1433\u226e\u2264"
                    + "\u2a7d\u25c1\u25c0\u25c2\u25c3\u2b9c";
    private static final String TWO = "\u226a\u00ab\u300a\u27ea\u2a1f\ufe3d";
    private static final String THREE = "\u22d8";
    private static final String SQUARE = "[\uff3b\u3010\u3014\u27e6\u301a\u2772\u2045\u298b";
    private static final String LINE_ENDS = "\n\r\u000b\f\u0085\u2028\u2029";

    private static final String WORD = "untrusted";
    private static final String[] LEADS = {"end", "begin", "start", "close", "closing", "stop", "fin"};
    private static final int LEAD_MAX = 24; // letters before the word
    private static final int BRACKETS = 3;
    private static final int SIGHT = 256; // symbols
    private static final int NAME_MAX = 512; // symbols of whoever asks
    private static final char ANY = '?';

    private final String text;
    private final FoldedText folded;
    private final StringBuilder out;

    Counterfeits(String text) {
        this.text = text;
        this.folded = FoldedText.of(text);
        this.out = new StringBuilder(text);
    }

    String withoutBoundaries() {
        if (folded.isOriginal() && text.indexOf('<') < 0) {
            return text;
        }
        int brackets = 0;
        int run = 0; // where the brackets begin
        for (int i = 0; i < folded.length(); i++) {
            int weight = weight(i);
            if (weight > 0) {
                run = brackets == 0 ? i : run;
                brackets += weight;
            } else if (brackets > 0 && (letter(i) != 0 || isDigit(i))) {
                if (brackets >= BRACKETS && namesBoundary(i)) {
                    breakUp(run, i);
                }
                brackets = 0;
            }
        }
        return out.toString();
    }

    String withoutAskers() {
        int at = 0;
        while (at < folded.length()) {
            int start = at; // of a line
            boolean opens = false;
            while (at < folded.length() && letter(at) == 0 && !isDigit(at) && !endsLine(at)) {
                opens |= SQUARE.indexOf(original(at)) >= 0;
                at++;
            }
            if (opens && at < folded.length() && !endsLine(at) && namesAsker(at)) {
                openOtherwise(start, at);
            }
            while (at < folded.length() && !endsLine(at)) {
                at++;
            }
            at++;
        }
        return out.toString();
    }

    private boolean endsLine(int at) {
        return LINE_ENDS.indexOf(original(at)) >= 0;
    }

    private void openOtherwise(int from, int end) {
        for (int i = from; i < end; i++) {
            if (SQUARE.indexOf(original(i)) >= 0) {
                out.setCharAt(folded.originalStart(i), '(');
            }
        }
    }

    private char original(int at) {
        return text.charAt(folded.originalStart(at));
    }

    private boolean isDigit(int at) {
        return folded.bytes()[at] >= '0' && folded.bytes()[at] <= '9';
    }

    /// How many angle brackets it looks like.
    private int weight(int at) {
        int symbol = folded.bytes()[at];
        if (symbol == '<') {
            return 1;
        }
        if (symbol >= 0) {
            return 0;
        }
        char original = original(at);
        if (ONE.indexOf(original) >= 0) {
            return 1;
        }
        return TWO.indexOf(original) >= 0 ? 2 : THREE.indexOf(original) >= 0 ? 3 : 0;
    }

    /// The small Latin letter that it looks like, [#ANY] for another letter, 0 for what is none.
    private char letter(int at) {
        int symbol = folded.bytes()[at];
        if (symbol >= 0) {
            return Alphabet.letter(symbol) ? (char) (symbol | 0x20) : 0;
        }
        int meant = LOOKALIKES.indexOf(original(at));
        if (meant >= 0) {
            return MEANT.charAt(meant);
        }
        return Character.isLetter(text.codePointAt(folded.originalStart(at))) ? ANY : 0;
    }

    /// The next letters, whatever stands between them; up to `limit` symbols.
    private char[] letters(int from, int count, int limit) {
        char[] letters = new char[count];
        int length = 0;
        for (int i = from; i < Math.min(folded.length(), from + limit) && length < count; i++) {
            char letter = letter(i);
            if (letter != 0) {
                letters[length++] = letter;
            }
        }
        return Arrays.copyOf(letters, length);
    }

    private boolean namesBoundary(int from) {
        char[] letters = letters(from, LEAD_MAX + WORD.length(), SIGHT);
        if (fits(letters, 0, WORD)) {
            return true;
        }
        return Arrays.stream(LEADS).anyMatch(lead -> fits(letters, 0, lead) && follows(letters, lead.length()));
    }

    private static boolean follows(char[] letters, int from) {
        for (int at = from; at + WORD.length() <= letters.length; at++) {
            if (fits(letters, at, WORD)) {
                return true;
            }
        }
        return false;
    }

    /// Whether a line that begins with a bracket says up to the other bracket that somebody asks.
    private boolean namesAsker(int from) {
        int end = Math.min(folded.length(), from + NAME_MAX);
        for (int i = from; i < end && !endsLine(i); i++) {
            if (fits(letters(i, 4, 16), 0, "asks")) {
                return true;
            }
        }
        return false;
    }

    /// Letters that may stand for any may be as many as the others, and one more.
    private static boolean fits(char[] letters, int from, String word) {
        if (from + word.length() > letters.length) {
            return false;
        }
        int open = 0;
        for (int i = 0; i < word.length(); i++) {
            char letter = letters[from + i];
            if (letter == ANY) {
                open++;
            } else if (letter != word.charAt(i)) {
                return false;
            }
        }
        return open <= (word.length() + 1) / 2;
    }

    /// One character for one, so that offsets into the text stay right.
    private void breakUp(int from, int end) {
        for (int i = from; i < end; i++) {
            if (weight(i) > 0) {
                out.setCharAt(folded.originalStart(i), '(');
            }
        }
    }
}
