package io.tidegate.json;

/// Bytes that are not the JSON that Tidegate accepts; the message says what is wrong and where, never what was in it.
public final class MalformedJson extends Exception {
    private static final long serialVersionUID = 1L;

    private final int offset;

    public MalformedJson(String what, int offset) {
        super(what + " at byte " + offset, null, false, false);
        this.offset = offset;
    }

    /// Byte offset from the start of the input, 0-based; approximate to one token.
    public int offset() {
        return offset;
    }
}
