package io.tidegate.detect;

import java.util.List;

/// What in a text would a person not see, though a model reads it? Takes it out and says what it was.
///
/// Plain text, Markdown, HTML and terminal output are looked at together, since a result does not say which it is. Does
/// not judge what a style sheet or a script elsewhere would hide, nor text in pictures. Linear in the text.
public final class HiddenText {
    /// The longest text, in UTF-16 units.
    public static final int TEXT_LENGTH_MAX = DataScanner.TEXT_LENGTH_MAX;

    /// How many removals are listed one by one.
    public static final int REMOVALS_MAX = 1_000;

    // Taking one part out can bring another to light; honest texts need two rounds, the second of which finds nothing.
    private static final int ROUNDS_MAX = 8;

    private static final int ANGLES_MAX = 500_000; // a page of 16 MB has about 400,000

    private HiddenText() {}

    /// The text without its hidden parts. Cleaning a cleaned text changes nothing.
    public static Cleaning clean(String text) {
        if (text.length() > TEXT_LENGTH_MAX) {
            return new Examination.TooMuchToExamine(Examination.Limit.LENGTH);
        }
        if (isPlain(text)) {
            return new Cleaning.Cleaned(text, List.of(), 0);
        }
        if (text.chars().filter(c -> c == '<').count() > ANGLES_MAX) {
            return new Examination.TooMuchToExamine(Examination.Limit.WORK);
        }
        Passage passage = Passage.of(text);
        for (int round = 0; round < ROUNDS_MAX; round++) {
            Passage before = passage;
            passage = HiddenCharacters.strip(passage);
            passage = HiddenMarkup.strip(passage);
            passage = HiddenMarkdown.strip(passage);
            if (passage.text().equals(before.text())) {
                return passage.cleaned();
            }
        }
        return new Examination.TooMuchToExamine(Examination.Limit.NESTING);
    }

    /// Whether there is nothing in it that anything could be hidden with: nearly all of what passes.
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            boolean visible = (unit >= ' ' && unit < 0x7F) || unit == '\n' || unit == '\t' || unit == '\r';
            if (!visible || unit == '<' || unit == '[' || unit == '&') {
                return false;
            }
        }
        return true;
    }
}
