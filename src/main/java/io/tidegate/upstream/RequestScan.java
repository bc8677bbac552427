package io.tidegate.upstream;

import java.util.Arrays;

/// Is this large line a request or a notification, as far as one can tell without reading it as JSON? It has a member
/// `method`, which no answer has. A name with an escape is not seen: the reader looks again.
final class RequestScan {
    private static final byte[] METHOD = {'m', 'e', 't', 'h', 'o', 'd'};

    private RequestScan() {}

    static boolean asks(byte[] line) {
        int depth = 0;
        boolean nameNext = false;
        int at = 0;
        while (at < line.length) {
            switch (line[at]) {
                case '"' -> {
                    int end = end(line, at);
                    if (depth == 1 && nameNext && says(line, at + 1, end)) {
                        return true;
                    }
                    nameNext = false;
                    at = end;
                }
                case '{', '[' -> {
                    depth++;
                    nameNext = line[at] == '{';
                }
                case '}', ']' -> depth--;
                case ',' -> nameNext = true;
                default -> {
                    // white space, or part of a value that is no text
                }
            }
            at++;
        }
        return false;
    }

    /// Where the text that begins here ends: at its quote, or at the end of the line.
    private static int end(byte[] line, int start) {
        int at = start + 1;
        while (at < line.length && line[at] != '"') {
            at += line[at] == '\\' ? 2 : 1;
        }
        return Math.min(at, line.length);
    }

    private static boolean says(byte[] line, int from, int to) {
        return Arrays.equals(line, from, to, METHOD, 0, METHOD.length);
    }
}
