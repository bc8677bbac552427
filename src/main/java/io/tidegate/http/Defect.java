package io.tidegate.http;

/// What is wrong with a message that cannot be read as HTTP/1.1 (RFC 9112)? One name a shape, for the trail and the
/// tests.
public enum Defect {
    /// The request line or status line is over its limit.
    START_LINE_TOO_LONG(414),
    START_LINE(400),
    VERSION(505),
    TARGET(400),
    HOST(400),
    /// The head as a whole is over its limit.
    HEAD_TOO_LARGE(431),
    TOO_MANY_HEADERS(431),
    /// CR without LF, or LF without CR.
    BARE_LINE_BREAK(400),
    /// A header line that continues the one before (obs-fold).
    FOLDED_HEADER(400),
    HEADER_NAME(400),
    HEADER_VALUE(400),
    LENGTH_AND_ENCODING(400),
    CONTENT_LENGTH(400),
    TRANSFER_ENCODING(400),
    CHUNK(400),
    EXPECTATION(417),
    /// A response with a status or an upgrade that was not asked for.
    STATUS(502),
    /// Passed our own scan, but the codec refused it.
    REFUSED_BY_CODEC(400);

    private final int status;

    Defect(int status) {
        this.status = status;
    }

    /// The status that a request of this shape is answered with.
    public int status() {
        return status;
    }
}
