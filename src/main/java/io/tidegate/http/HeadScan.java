package io.tidegate.http;

/// Is a message head (start line and header fields) whole, and free of every shape that two parsers may read
/// differently?
///
/// Runs before the codec and is stricter than it: no folding, no bare CR or LF, no odd bytes in names and values,
/// limits on lines, bytes and fields (RFC 9112 sections 2.2 to 5.2). Resumes where it stopped, so that a head that
/// drips in costs each byte once. Does not judge framing; that is [Framing].
final class HeadScan {
    private enum State {
        BEFORE,
        BEFORE_LF,
        START_LINE,
        START_LF,
        LINE,
        NAME,
        VALUE,
        VALUE_LF,
        END_LF
    }

    // Some clients send a line break after a body; RFC 9112 section 2.2 asks to skip at least one.
    private static final int BLANK_LINES_MAX = 2;

    private static final byte CR = '\r';
    private static final byte LF = '\n';
    private static final boolean[] VALUE_BYTES = valueBytes();

    private final int startLineBytesMax;
    private final int headBytesMax;
    private final int headersMax;

    private State state = State.BEFORE;
    private int scanned;
    private int startLineBytes;
    private int blankLines;
    private int headers;

    HeadScan(int startLineBytesMax, int headBytesMax, int headersMax) {
        this.startLineBytesMax = startLineBytesMax;
        this.headBytesMax = headBytesMax;
        this.headersMax = headersMax;
    }

    /// Ready for the next head.
    void reset() {
        state = State.BEFORE;
        scanned = 0;
        startLineBytes = 0;
        blankLines = 0;
        headers = 0;
    }

    /// True once the bytes of `buffer` from `start` to `end` hold a whole head. The same start must be given until
    /// then, and more bytes each time.
    boolean whole(byte[] buffer, int start, int end) throws HttpFailure.Malformed {
        int at = start + scanned;
        while (at < end) {
            byte next = buffer[at++];
            switch (state) {
                case BEFORE -> before(next);
                case BEFORE_LF -> {
                    expectLf(next);
                    state = State.BEFORE;
                }
                case START_LINE -> {
                    startLine(next);
                }
                case START_LF, VALUE_LF -> {
                    expectLf(next);
                    state = State.LINE;
                }
                case LINE -> line(next);
                case NAME -> name(next);
                case VALUE -> {
                    while (VALUE_BYTES[next & 0xff] && at < end) {
                        next = buffer[at++];
                    }
                    value(next);
                }
                case END_LF -> {
                    expectLf(next);
                    scanned = at - start;
                    requireSize();
                    return true;
                }
            }
        }
        scanned = at - start;
        requireSize();
        return false;
    }

    private void requireSize() throws HttpFailure.Malformed {
        if (scanned - startLineBytes > headBytesMax) {
            throw new HttpFailure.Malformed(Defect.HEAD_TOO_LARGE);
        }
    }

    private void before(byte next) throws HttpFailure.Malformed {
        if (next == CR && blankLines < BLANK_LINES_MAX) {
            blankLines++;
            state = State.BEFORE_LF;
        } else if (Headers.isNameByte(next)) {
            startLineBytes = 1;
            state = State.START_LINE;
        } else {
            throw new HttpFailure.Malformed(Defect.START_LINE);
        }
    }

    private void startLine(byte next) throws HttpFailure.Malformed {
        if (next == CR) {
            state = State.START_LF;
        } else if (next == LF) {
            throw new HttpFailure.Malformed(Defect.BARE_LINE_BREAK);
        } else if (!VALUE_BYTES[next & 0xff] || next == '\t') {
            throw new HttpFailure.Malformed(Defect.START_LINE);
        } else if (++startLineBytes > startLineBytesMax) {
            throw new HttpFailure.Malformed(Defect.START_LINE_TOO_LONG);
        }
    }

    private void line(byte next) throws HttpFailure.Malformed {
        if (next == CR) {
            state = State.END_LF;
        } else if (next == ' ' || next == '\t') {
            throw new HttpFailure.Malformed(Defect.FOLDED_HEADER);
        } else if (next == LF) {
            throw new HttpFailure.Malformed(Defect.BARE_LINE_BREAK);
        } else if (!Headers.isNameByte(next)) {
            throw new HttpFailure.Malformed(Defect.HEADER_NAME);
        } else if (++headers > headersMax) {
            throw new HttpFailure.Malformed(Defect.TOO_MANY_HEADERS);
        } else {
            state = State.NAME;
        }
    }

    private void name(byte next) throws HttpFailure.Malformed {
        if (next == ':') {
            state = State.VALUE;
        } else if (!Headers.isNameByte(next)) {
            throw new HttpFailure.Malformed(Defect.HEADER_NAME);
        }
    }

    private void value(byte next) throws HttpFailure.Malformed {
        if (next == CR) {
            state = State.VALUE_LF;
        } else if (next == LF) {
            throw new HttpFailure.Malformed(Defect.BARE_LINE_BREAK);
        } else if (!VALUE_BYTES[next & 0xff]) {
            throw new HttpFailure.Malformed(Defect.HEADER_VALUE);
        }
    }

    private static void expectLf(byte next) throws HttpFailure.Malformed {
        if (next != LF) {
            throw new HttpFailure.Malformed(Defect.BARE_LINE_BREAK);
        }
    }

    private static boolean[] valueBytes() {
        boolean[] allowed = new boolean[256];
        for (int i = 0; i < 256; i++) {
            allowed[i] = i == '\t' || (i >= ' ' && i != 127);
        }
        return allowed;
    }
}
