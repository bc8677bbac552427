package io.tidegate.detect;

import static io.tidegate.detect.FoldedText.between;

import io.tidegate.detect.Removal.Kind;

/// Which characters of a text are invisible and not there for the script or the emoji around them?
final class HiddenCharacters {
    private static final int PRIVATE_RUN_MIN = 3; // one or two are icons of a font
    private static final int RIGHT_TO_LEFT_NEAR = 16;
    private static final boolean[] SUSPECT = suspects();

    private final String text;
    private final Passage.Edit edit;
    private final TerminalSequences terminal;

    private HiddenCharacters(Passage passage) {
        this.text = passage.text();
        this.edit = passage.edit();
        this.terminal = new TerminalSequences(text);
    }

    static Passage strip(Passage passage) {
        return new HiddenCharacters(passage).strip();
    }

    private static boolean[] suspects() {
        boolean[] table = new boolean[0x10000];
        for (int c = 0; c < table.length; c++) {
            table[c] = (c < ' ' && c != '\t' && c != '\n' && c != '\r')
                    || between(c, 0x7F, 0x9F)
                    || between(c, 0xD800, 0xF8FF)
                    || FoldedText.invisible(c)
                    || notACharacter(c);
        }
        return table;
    }

    private static boolean notACharacter(int c) {
        return between(c, 0xFDD0, 0xFDEF) || (c & 0xFFFE) == 0xFFFE;
    }

    private Passage strip() {
        int i = 0;
        while (i < text.length()) {
            i = SUSPECT[text.charAt(i)] ? examine(i) : i + 1;
        }
        return edit.finish();
    }

    /// Looks at the suspicious character at `i`; returns where to go on.
    private int examine(int i) {
        int codePoint = text.codePointAt(i);
        int end = i + Character.charCount(codePoint);
        if (TerminalSequences.introduces(codePoint)) {
            return terminal.remove(edit, i);
        }
        if (Character.isISOControl(codePoint)) {
            boolean lineBreak = codePoint == 0x0B || codePoint == 0x0C || codePoint == 0x85;
            edit.remove(Kind.CONTROL_CHARACTER, i, end, "", lineBreak ? "\n" : "");
            return end;
        }
        if (between(codePoint, 0xE0000, 0xE007F)) {
            return tags(i);
        }
        if (InvisibleRuns.variationSelector(codePoint)) {
            return variationSelectors(i, end);
        }
        if (privateUse(codePoint)) {
            return icons(i);
        }
        if (between(codePoint, 0xD800, 0xDFFF) || notACharacter(codePoint) || between(codePoint, 0xE0080, 0xE0FFF)) {
            edit.remove(Kind.NOT_A_CHARACTER, i, end, "", "");
            return end;
        }
        if (codePoint > 0xFFFF && !between(codePoint, 0x1D173, 0x1D17A)) {
            return end;
        }
        return single(i, end, codePoint);
    }

    private int tags(int i) {
        int end = InvisibleRuns.end(text, i, c -> between(c, 0xE0000, 0xE007F));
        int start = edit.lastKept(i) == 0x1F3F4 ? i + InvisibleRuns.flagLength(text, i, end) : i;
        if (start < end) {
            edit.remove(Kind.TAG_CHARACTERS, start, end, InvisibleRuns.tagMessage(text, start, end), "");
        }
        return end;
    }

    private int variationSelectors(int i, int first) {
        int end = InvisibleRuns.end(text, i, InvisibleRuns::variationSelector);
        boolean keepsFirst =
                VisibleContext.takesSelector(edit.lastKept(i), text.codePointAt(i), VisibleContext.next(text, first));
        int start = keepsFirst ? first : i;
        if (start < end) {
            edit.remove(Kind.VARIATION_SELECTORS, start, end, InvisibleRuns.selectorMessage(text, start, end), "");
        }
        return end;
    }

    private static boolean privateUse(int c) {
        return Character.getType(c) == Character.PRIVATE_USE;
    }

    private int icons(int i) {
        int end = InvisibleRuns.end(text, i, HiddenCharacters::privateUse);
        if (text.codePointCount(i, end) >= PRIVATE_RUN_MIN) {
            edit.remove(Kind.PRIVATE_USE, i, end, InvisibleRuns.lowBytes(text, i, end), "");
        }
        return end;
    }

    private int single(int i, int end, int codePoint) {
        int before = edit.lastKept(i);
        int after = VisibleContext.next(text, end);
        if (codePoint == 0x00AD) {
            if (!insideWord(i, end)) {
                edit.remove(Kind.SOFT_HYPHEN, i, end, "", "");
            }
            return end;
        }
        if (bidi(codePoint)) {
            boolean mark = codePoint == 0x200E || codePoint == 0x200F || codePoint == 0x061C;
            if (!mark || bidi(before) || !rightToLeftNear(i)) {
                edit.remove(Kind.BIDI_CONTROL, i, end, "", "");
            }
            return end;
        }
        if (VisibleContext.needs(codePoint, before, after)) {
            return end;
        }
        return zeroWidthRun(i);
    }

    /// The run is taken out up to the first one that its surroundings could need.
    private int zeroWidthRun(int i) {
        int end = InvisibleRuns.end(text, i, HiddenCharacters::zeroWidth);
        int last = text.offsetByCodePoints(end, -1);
        boolean lastMayStay = last > i
                && VisibleContext.needs(text.codePointAt(last), edit.lastKept(i), VisibleContext.next(text, end));
        int stop = lastMayStay ? last : end;
        edit.remove(Kind.ZERO_WIDTH, i, stop, InvisibleRuns.bitMessage(text, i, stop), "");
        return stop;
    }

    private static boolean zeroWidth(int c) {
        boolean suspect = c > 0xFFFF ? between(c, 0x1D173, 0x1D17A) : SUSPECT[c];
        return suspect
                && c != 0x00AD
                && !bidi(c)
                && !Character.isISOControl(c)
                && !privateUse(c)
                && !Character.isSurrogate((char) c)
                && !notACharacter(c)
                && !InvisibleRuns.variationSelector(c);
    }

    private static boolean bidi(int c) {
        return c == 0x200E || c == 0x200F || c == 0x061C || between(c, 0x202A, 0x202E) || between(c, 0x2066, 0x2069);
    }

    private boolean insideWord(int i, int end) {
        return i >= 2
                && end + 1 < text.length()
                && Character.isLetter(text.charAt(i - 2))
                && Character.isLetter(text.charAt(i - 1))
                && Character.isLetter(text.charAt(end))
                && Character.isLetter(text.charAt(end + 1));
    }

    private boolean rightToLeftNear(int i) {
        int stop = Math.min(text.length(), i + RIGHT_TO_LEFT_NEAR);
        for (int at = Math.max(0, i - RIGHT_TO_LEFT_NEAR); at < stop; at++) {
            byte direction = Character.getDirectionality(text.charAt(at));
            boolean letter = Character.isLetter(text.charAt(at));
            boolean rightToLeft = direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                    || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
            if (letter && rightToLeft) {
                return true;
            }
        }
        return false;
    }
}
