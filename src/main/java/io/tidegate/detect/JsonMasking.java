package io.tidegate.detect;

import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.JsonValue;
import java.util.List;

/// What does a text look like with its findings masked, so that one that is JSON stays JSON? A number of which
/// something was found becomes zero, as in a document; of a string the part is masked, escapes as a whole.
///
/// What was found between values, of `true`, `false` and `null`, or of quotation marks alone stays: whoever looks again
/// finds it again. Two names of an object may become one.
final class JsonMasking {
    private static final int UNICODE_ESCAPE = 6;
    private static final int PAIR_OF_ESCAPES = 12;

    private final String text;
    private final JsonPlaces places;
    private final StringBuilder out;
    private int done;
    private int names;

    private JsonMasking(String text) {
        this.text = text;
        this.places = new JsonPlaces(text);
        this.out = new StringBuilder(text.length());
    }

    /// @param all in order, not overlapping
    static String hide(String text, List<Masking.Hidden> all) {
        return JsonDocument.within(text, JsonLimits.EXAMINED)
                .map(json -> new JsonMasking(text).hide(json, all))
                .orElseGet(() -> Masking.hide(text, all));
    }

    private String hide(JsonDocument json, List<Masking.Hidden> all) {
        int next = 0;
        for (JsonValue value : json.root().scalars()) {
            int start = places.unit(value.start());
            int end = places.unit(value.end());
            while (next < all.size() && all.get(next).finding().end() <= start) {
                next++;
            }
            for (int at = next; at < all.size() && all.get(at).finding().start() < end; at++) {
                if (value.is(JsonKind.NUMBER)) {
                    replace(start, end, "0");
                } else {
                    hide(all.get(at), start + 1, end - 1, value.isName());
                }
            }
        }
        return out.append(text, done, text.length()).toString();
    }

    /// In a string whose symbols stand from `start` to `end`.
    private void hide(Masking.Hidden hidden, int start, int end, boolean isName) {
        Finding finding = hidden.finding();
        boolean isInside = finding.start() >= start && finding.end() <= end;
        int from = escape(Math.max(finding.start(), start));
        int to = Math.min(finding.end(), end);
        int last = escape(to);
        if (from < to) {
            String shown = isInside
                    ? hidden.shown(text)
                    : finding.type().removed() + (isName ? " " + ++names : ""); // members stay different
            replace(from, last < to ? last + length(last) : to, shown);
        }
    }

    private void replace(int start, int end, String shown) {
        if (end > done) {
            int from = Math.max(start, done);
            out.append(text, done, from).append(shown);
            done = end;
        }
    }

    /// Where the escape begins that `index` is inside of; else `index`.
    private int escape(int index) {
        for (int at = Math.max(0, index - PAIR_OF_ESCAPES + 1); at < index; at++) {
            if (text.charAt(at) == '\\' && isFirst(at) && index < at + length(at)) {
                return at;
            }
        }
        return index;
    }

    /// Whether a reverse solidus begins an escape, and is not the second of one.
    private boolean isFirst(int index) {
        int at = index;
        while (at > 0 && text.charAt(at - 1) == '\\') {
            at--;
        }
        return (index - at) % 2 == 0;
    }

    /// Of the escape at `start`; one that makes a character with the next goes with it.
    private int length(int start) {
        if (text.charAt(start + 1) != 'u') {
            return 2;
        }
        boolean isHigh = "dD".indexOf(text.charAt(start + 2)) >= 0 && "89abAB".indexOf(text.charAt(start + 3)) >= 0;
        return isHigh && text.startsWith("\\u", start + UNICODE_ESCAPE) ? PAIR_OF_ESCAPES : UNICODE_ESCAPE;
    }
}
