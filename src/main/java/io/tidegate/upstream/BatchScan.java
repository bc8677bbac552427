package io.tidegate.upstream;

import java.util.Arrays;
import java.util.function.Consumer;

/// Where do the messages of a batch begin and end (MCP 2025-03-26, Messages; JSON-RPC 2.0, section 6)? Cuts it apart
/// without reading it as JSON, so that each can be read as a line of its own, and large ones by whoever waits for them.
///
/// A message that is cut wrongly is none: the reader looks again.
final class BatchScan {
    /// As many as clients may send in one.
    static final int MESSAGES_MAX = 64;

    private final byte[] line;
    private int at;

    private BatchScan(byte[] line) {
        this.line = line;
    }

    /// Whether a list begins here. Lines of a log do as well, often.
    static boolean begins(byte[] line) {
        BatchScan scan = new BatchScan(line);
        scan.blanks();
        return scan.letter() == '[';
    }

    /// How many messages there are; none where the line is no list of objects.
    static int count(byte[] line) {
        int[] count = new int[1];
        return new BatchScan(line).scan((_, _) -> count[0]++) ? count[0] : 0;
    }

    /// Hands out the messages of a line that has some.
    static void each(byte[] line, Consumer<byte[]> taker) {
        new BatchScan(line).scan((from, to) -> taker.accept(Arrays.copyOfRange(line, from, to)));
    }

    private interface Taker {
        void take(int from, int to);
    }

    private boolean scan(Taker taker) {
        blanks();
        boolean more = letter() == '[';
        while (more) {
            at++;
            blanks();
            int from = at;
            if (!object()) {
                return false;
            }
            taker.take(from, at);
            blanks();
            more = letter() == ',';
        }
        if (letter() != ']') {
            return false;
        }
        at++;
        blanks();
        return at == line.length;
    }

    /// Goes behind the object that begins here.
    private boolean object() {
        if (letter() != '{') {
            return false;
        }
        int depth = 0;
        do {
            switch (letter()) {
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                case '"' -> text();
                default -> {
                    // part of a value, or between values
                }
            }
            at++;
        } while (depth > 0 && at < line.length);
        return depth == 0;
    }

    /// Goes to the quote that ends the text that begins here.
    private void text() {
        at++;
        while (at < line.length && line[at] != '"') {
            at += line[at] == '\\' ? 2 : 1;
        }
    }

    private void blanks() {
        while (letter() == ' ' || letter() == '\t' || letter() == '\r') {
            at++;
        }
    }

    /// A byte that no message has behind the end.
    private byte letter() {
        return at < line.length ? line[at] : 0;
    }
}
