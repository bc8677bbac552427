package io.tidegate.detect;

import io.tidegate.json.JsonValue;

/// Where in a JSON text does something stand that was found in one of its values? Values are asked for in the order in
/// which they stand there.
final class JsonPlaces {
    private static final int UNICODE_ESCAPE = 6;

    private final String json;
    private int bytes;
    private int units;

    /// @param json the document as UTF-16; its values know their places in bytes of UTF-8
    JsonPlaces(String json) {
        this.json = json;
    }

    /// What was found in a string, escapes and all.
    Inspection of(JsonValue string, Inspection found) {
        int start = unit(string.start()) + 1; // behind the quotation mark
        if (found.finds().isEmpty()) {
            return found;
        }
        int length = string.text().length();
        int[] places = new int[length + 1];
        int at = start;
        for (int index = 0; index < length; index++) {
            places[index] = at;
            at += json.charAt(at) != '\\' ? 1 : json.charAt(at + 1) == 'u' ? UNICODE_ESCAPE : 2;
        }
        places[length] = at;
        return new Inspection(
                found.verdict(),
                found.finds().stream()
                        .map(each -> each.moved(places[each.start()], places[each.end()]))
                        .toList());
    }

    /// What was found in a value, as if it were all of it.
    Inspection over(JsonValue value, Inspection found) {
        int start = unit(value.start());
        return found.over(start, start + value.end() - value.start());
    }

    /// Half a character, which is a `?` in UTF-8.
    private static boolean isLone(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    /// Where the byte at `offset` is, in UTF-16.
    int unit(int offset) {
        while (bytes < offset) {
            int codePoint = json.codePointAt(units);
            bytes += codePoint < 0x80 || isLone(codePoint) ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
            units += Character.charCount(codePoint);
        }
        return units;
    }
}
