package io.tidegate.upstream;

import io.tidegate.mcp.RequestId;
import java.util.Optional;

/// Whose answer is this line, as far as one can tell without reading it as JSON? Fed in pieces of any size.
///
/// It only finds whom to tell, or who is to read the line properly: nothing is decided by it that the reader does not
/// look at again. The gateway's own ids are numbers, and so are those of most clients; no other id, and no name with
/// an escape, is found.
public final class IdScan {
    private static final int DIGITS_MAX = 18;
    private static final byte[] NAME = {'i', 'd'};

    private enum At {
        /// Between values, or inside what doesn't matter.
        ELSEWHERE,
        /// Inside the name of a member of the message itself.
        NAME,
        /// Behind the name `id`.
        ID
    }

    private int depth;
    private boolean text;
    private boolean escaped;
    private boolean nameNext;
    private At at = At.ELSEWHERE;
    private int matched; // letters of the name that are those of `id`; -1 where one is not
    private long number;
    private int digits;
    private boolean found;

    static Optional<RequestId> of(byte[] line) {
        IdScan scan = new IdScan();
        scan.feed(line, 0, line.length);
        return scan.id();
    }

    public void feed(byte[] bytes, int from, int to) {
        for (int next = from; next < to && !found; next++) {
            if (text) {
                inText(bytes[next]);
            } else {
                between(bytes[next]);
            }
        }
    }

    /// The id, once its end was seen.
    public Optional<RequestId> id() {
        return found ? Optional.of(RequestId.of(number)) : Optional.empty();
    }

    private void inText(byte letter) {
        if (escaped) {
            escaped = false;
        } else if (letter == '\\') {
            escaped = true;
            matched = -1;
        } else if (letter == '"') {
            text = false;
            at = at == At.NAME && matched == NAME.length ? At.ID : At.ELSEWHERE;
        } else if (at == At.NAME) {
            matched = matched >= 0 && matched < NAME.length && letter == NAME[matched] ? matched + 1 : -1;
        }
    }

    private void between(byte letter) {
        switch (letter) {
            case '"' -> {
                text = true;
                at = depth == 1 && nameNext ? At.NAME : At.ELSEWHERE;
                nameNext = false;
                matched = 0;
            }
            case '{', '[' -> {
                depth++;
                nameNext = letter == '{';
                at = At.ELSEWHERE;
            }
            case '}', ']' -> {
                ends();
                depth--;
            }
            case ',' -> {
                ends();
                nameNext = true;
            }
            case ':', ' ', '\t', '\r' -> {
                // stands between a name and its value, or around them
            }
            default -> digit(letter);
        }
    }

    private void digit(byte letter) {
        boolean counts = at == At.ID && letter >= '0' && letter <= '9' && digits < DIGITS_MAX;
        if (counts) {
            number = number * 10 + letter - '0';
            digits++;
        } else {
            at = At.ELSEWHERE;
        }
    }

    private void ends() {
        found = at == At.ID && depth == 1 && digits > 0;
        at = At.ELSEWHERE;
    }
}
