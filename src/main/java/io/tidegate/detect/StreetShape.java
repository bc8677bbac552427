package io.tidegate.detect;

import java.util.ArrayList;
import java.util.List;

/// Does a postal address end its first line here? By the word for the street, with the name of the street and the
/// number of the house before it: `4589 Old Mill Road`. Takes the town with it where a postal code follows.
///
/// Sees the way of English-speaking countries only.
final class StreetShape implements Shape {
    private static final List<String> WORDS = List.of(
            " street",
            " avenue",
            " road",
            " lane",
            " drive",
            " boulevard",
            " court",
            " place",
            " terrace",
            " highway",
            " parkway",
            " square",
            " crescent",
            " st",
            " ave",
            " rd",
            " ln",
            " dr",
            " blvd",
            " ct",
            " hwy",
            " pkwy");
    private static final int NAME_WORDS_MAX = 4;
    private static final int NAME_MAX = 40;
    private static final int TOWN_MAX = 60;

    static List<Anchor> anchors() {
        List<Anchor> anchors = new ArrayList<>();
        StreetShape shape = new StreetShape();
        WORDS.forEach(word -> anchors.add(new Anchor(word, Anchor.Match.ANY_CASE, shape)));
        return anchors;
    }

    @Override
    public void verify(Sight sight, int start, int end) {
        if (!sight.boundaryAfter(end)) {
            return;
        }
        int house = house(sight, start);
        if (house < 0) {
            return;
        }
        sight.report(DataType.POSTAL_ADDRESS, "street", house, town(sight, end), Confidence.POSSIBLE);
    }

    /// Where the number of the house begins, before one to four words of which the first is a name; -1 if nowhere.
    private static int house(Sight sight, int start) {
        int at = start;
        for (int word = 0; word < NAME_WORDS_MAX && start - at < NAME_MAX; word++) {
            int stop = at;
            while (stop - at < NAME_MAX && isNameSymbol(sight.at(at - 1))) {
                at--;
            }
            sight.spend(stop - at + 1L);
            if (at == stop || sight.at(at - 1) != ' ') {
                return -1;
            }
            if (!isName(sight, at)) {
                return -1;
            }
            int number = number(sight, at - 1);
            if (number >= 0) {
                return number;
            }
            at--;
        }
        return -1;
    }

    private static boolean isNameSymbol(int symbol) {
        return Alphabet.ALPHANUMERIC.has(symbol) || symbol == '.' || symbol == '\'' || symbol >= 0x80;
    }

    /// A capital letter, or a street that is counted: `40th`.
    private static boolean isName(Sight sight, int at) {
        int first = sight.at(at);
        return (first >= 'A' && first <= 'Z') || Alphabet.digit(first) || first >= 0x80;
    }

    private static int number(Sight sight, int end) {
        int at = end;
        if (Alphabet.letter(sight.at(at - 1)) && Alphabet.digit(sight.at(at - 2))) {
            at--;
        }
        int last = at;
        while (last - at < 6 && Alphabet.digit(sight.at(at - 1))) {
            at--;
        }
        return last > at && last - at <= 5 && !Alphabet.WORD.has(sight.at(at - 1)) && sight.at(at - 1) != '.' ? at : -1;
    }

    /// Where a postal code ends that follows soon; else where the street does.
    private static int town(Sight sight, int end) {
        int digits = 0;
        for (int at = end; at - end < TOWN_MAX; at++) {
            int symbol = sight.at(at);
            sight.spend(1);
            if (Alphabet.digit(symbol)) {
                digits++;
                if (digits == 5 && !Alphabet.WORD.has(sight.at(at + 1))) {
                    return at + 1;
                }
            } else if (Alphabet.letter(symbol) || (symbol != 0 && ", .\n#-".indexOf(symbol) >= 0)) {
                digits = 0;
            } else {
                break;
            }
        }
        return sight.at(end) == '.' ? end + 1 : end;
    }
}
