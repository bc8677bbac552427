package io.tidegate.detect;

import java.util.List;
import java.util.Locale;

/// A word that says what the numbers behind it are. Finds nothing itself.
final class MentionShape implements Shape {
    private static final List<String> NUMBER = List.of("number", "nummer", "numero", "code", "num", "nr", "no");
    private static final int NUMBER_MAX = 7;
    private static final String GAP = " _-\"'`*|";
    private static final int GAP_MAX = 4;
    private static final String GIVES = ":=#";
    private static final int CODE_MIN = 9; // digits and letters, as in the numbers of the DEA and of banks
    private static final int CODE_MAX = 10;
    private static final int CODE_DIGITS_MIN = 4;

    /// What has to follow a word for it to count.
    enum Ending {
        /// No more letters, or a word for a number: `phone`, `phoneNumber`, `Telefonnummer`.
        WORD,

        /// Anything: `diagnosis`, `diagnosed`.
        STEM,

        /// A sign or a word that announces a number, or a code itself: words that mostly mean something else.
        NUMBER
    }

    private final Mention mention;
    private final Ending ending;

    MentionShape(Mention mention, Ending ending) {
        this.mention = mention;
        this.ending = ending;
    }

    @Override
    public boolean readsNames() {
        return true;
    }

    @Override
    public void verify(Sight sight, int start, int end) {
        if (!sight.wordBegins(start)) {
            return;
        }
        boolean counts =
                switch (ending) {
                    case WORD -> wordEnds(sight, end) || saysNumber(sight, end);
                    case STEM -> true;
                    case NUMBER -> announces(sight, end);
                };
        if (counts) {
            sight.mention(mention, end);
        }
    }

    private static boolean wordEnds(Sight sight, int end) {
        int next = sight.at(end);
        int last = sight.at(end - 1);
        boolean hump = next <= 'Z' && last >= 'a';
        return !Alphabet.letter(next) || !Alphabet.letter(last) || hump;
    }

    private static boolean saysNumber(Sight sight, int from) {
        String rest =
                sight.ascii(from, Math.min(sight.length(), from + NUMBER_MAX)).toLowerCase(Locale.ROOT);
        return NUMBER.stream().anyMatch(word -> rest.startsWith(word) && wordEnds(sight, from + word.length()));
    }

    private static boolean announces(Sight sight, int end) {
        int at = end;
        while (at - end < GAP_MAX && sight.at(at) != 0 && GAP.indexOf(sight.at(at)) >= 0) {
            at++;
        }
        int next = sight.at(at);
        boolean gives = next != 0 && GIVES.indexOf(next) >= 0;
        return gives || saysNumber(sight, at) || (at > end && (next == '0' || isCode(sight, at)));
    }

    private static boolean isCode(Sight sight, int from) {
        int at = from;
        int digits = 0;
        while (at - from <= CODE_MAX && Alphabet.ALPHANUMERIC.has(sight.at(at))) {
            digits += Alphabet.digit(sight.at(at)) ? 1 : 0;
            at++;
        }
        sight.spend(at - from);
        return at - from >= CODE_MIN && at - from <= CODE_MAX && digits >= CODE_DIGITS_MIN;
    }
}
