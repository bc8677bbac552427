package io.tidegate.http;

import java.util.List;

/// Where does a body end (RFC 9112 section 6)? Strict: whatever two parsers may read differently is refused.
sealed interface Framing {
    record None() implements Framing {}

    record Fixed(long bytes) implements Framing {}

    record Chunked() implements Framing {}

    /// Responses only.
    record UntilClose() implements Framing {}

    None NONE = new None();
    Chunked CHUNKED = new Chunked();
    UntilClose UNTIL_CLOSE = new UntilClose();

    // Longest length that is read at all; 18 digits stay inside a long.
    int LENGTH_DIGITS_MAX = 18;

    static Framing ofRequest(Headers headers, boolean http11) throws HttpFailure.Malformed {
        return of(headers, http11, NONE);
    }

    /// `bodiless`: the answer to HEAD, or a status that has no body. Its framing headers must be valid all the
    /// same.
    static Framing ofResponse(Headers headers, boolean http11, boolean bodiless) throws HttpFailure.Malformed {
        Framing framing = of(headers, http11, UNTIL_CLOSE);
        return bodiless ? NONE : framing;
    }

    private static Framing of(Headers headers, boolean http11, Framing otherwise) throws HttpFailure.Malformed {
        int lengths = headers.count("content-length");
        int encodings = headers.count("transfer-encoding");
        if (encodings == 0 && lengths == 0) {
            return otherwise;
        }
        if (encodings > 0 && lengths > 0) {
            throw new HttpFailure.Malformed(Defect.LENGTH_AND_ENCODING);
        }
        if (encodings > 0) {
            List<String> values = headers.all("transfer-encoding");
            if (values.size() != 1 || !http11 || !values.getFirst().equalsIgnoreCase("chunked")) {
                throw new HttpFailure.Malformed(Defect.TRANSFER_ENCODING);
            }
            return CHUNKED;
        }
        long bytes = length(headers.only("content-length").orElse(""));
        return bytes == 0 ? NONE : new Fixed(bytes);
    }

    private static long length(String value) throws HttpFailure.Malformed {
        if (value.isEmpty() || value.length() > LENGTH_DIGITS_MAX) {
            throw new HttpFailure.Malformed(Defect.CONTENT_LENGTH);
        }
        long bytes = 0;
        for (int i = 0; i < value.length(); i++) {
            int digit = value.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw new HttpFailure.Malformed(Defect.CONTENT_LENGTH);
            }
            bytes = bytes * 10 + digit;
        }
        return bytes;
    }
}
