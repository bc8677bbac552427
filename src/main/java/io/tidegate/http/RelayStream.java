package io.tidegate.http;

import java.util.Arrays;

/// Sends the body of an answer as it comes from elsewhere, byte for byte.
///
/// For one thread. A client that does not read is cut off after the server's write deadline. What is not closed is an
/// answer without an end, and its client can tell.
public final class RelayStream {
    private static final byte[] EMPTY = new byte[0];

    private final Wire wire;
    private final boolean chunked;
    private final Output output = new Output();

    RelayStream(Wire wire, boolean chunked) {
        this.wire = wire;
        this.chunked = chunked;
    }

    /// The first `count` of these bytes, in one write.
    public void write(byte[] bytes, int count) throws HttpFailure {
        if (count == 0) {
            return; // a chunk without bytes would be the last
        }
        output.clear();
        if (chunked) {
            output.ascii(Integer.toHexString(count)).line();
        }
        output.put(Arrays.copyOf(bytes, count));
        if (chunked) {
            output.line();
        }
        output.writeTo(wire, EMPTY);
    }

    /// Ends the answer: all of it was there.
    public void end() throws HttpFailure {
        output.clear();
        if (chunked) {
            output.ascii("0\r\n\r\n");
        }
        output.writeTo(wire, EMPTY);
    }
}
