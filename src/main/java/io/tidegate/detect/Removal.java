package io.tidegate.detect;

import java.util.Objects;

/// What was taken out of a text, and what did it say? `revealed` is hostile content for evidence: it goes to the
/// trail only, never to a log or a model.
///
/// `offset` and `length` are in UTF-16 units of the original text. `revealed` is the hidden message as far as it can
/// be read, at most [#REVEALED_CHARS_MAX] characters, often empty.
public record Removal(Kind kind, int offset, int length, String revealed) {
    public static final int REVEALED_CHARS_MAX = 2_000; // the longest planted instruction in our corpora x 2

    public Removal {
        Objects.requireNonNull(kind);
        if (offset < 0 || length <= 0) {
            throw new IllegalArgumentException("a removal covers at least one character");
        }
        if (revealed.length() > REVEALED_CHARS_MAX) {
            revealed = revealed.substring(0, REVEALED_CHARS_MAX);
        }
    }

    /// In which way a part was hidden. The ids are used in records and metrics.
    public enum Kind {
        TAG_CHARACTERS("tag-characters"),
        ZERO_WIDTH("zero-width"),
        BIDI_CONTROL("bidi-control"),
        VARIATION_SELECTORS("variation-selectors"),
        SOFT_HYPHEN("soft-hyphen"),
        CONTROL_CHARACTER("control-character"),
        TERMINAL_SEQUENCE("terminal-sequence"),
        CONCEALED_TEXT("concealed-text"),
        PRIVATE_USE("private-use"),
        NOT_A_CHARACTER("not-a-character"),
        HTML_COMMENT("html-comment"),
        HIDDEN_ELEMENT("hidden-element"),
        MARKDOWN_COMMENT("markdown-comment"),
        OUTGOING_IMAGE("outgoing-image"),
        OUTGOING_LINK("outgoing-link");

        private final String id;

        Kind(String id) {
            this.id = id;
        }

        public String id() {
            return id;
        }
    }
}
