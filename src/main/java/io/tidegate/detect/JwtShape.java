package io.tidegate.detect;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Is this a JSON Web Token in compact form (RFC 7519)? The first part must decode to a header with `alg`; the
/// signature is not checked.
final class JwtShape implements Shape {
    private static final int HEADER_MIN = 12;
    private static final int HEADER_READ_MAX = 1_024;
    private static final int PAYLOAD_MIN = 8;

    @Override
    public void verify(Sight sight, int start, int end) {
        if (sight.at(start - 1) == '-' || !sight.boundaryBefore(start)) {
            return;
        }
        int headerEnd = sight.runEnd(Alphabet.URL_SAFE, start);
        if (headerEnd - start < HEADER_MIN || sight.at(headerEnd) != '.') {
            return;
        }
        int payloadEnd = sight.runEnd(Alphabet.URL_SAFE, headerEnd + 1);
        if (payloadEnd - headerEnd <= PAYLOAD_MIN || !hasAlgorithm(sight, start, headerEnd)) {
            return;
        }
        int last = payloadEnd;
        for (int parts = 0; parts < 3 && sight.at(last) == '.'; parts++) { // three parts signed, five encrypted
            last = sight.runEnd(Alphabet.URL_SAFE, last + 1);
        }
        sight.report(DataType.CREDENTIAL, "json-web-token", start, last, Confidence.CERTAIN);
    }

    private static boolean hasAlgorithm(Sight sight, int start, int end) {
        int stop = start + Math.min(HEADER_READ_MAX, end - start) / 4 * 4;
        int whole = end - start <= HEADER_READ_MAX ? end : stop;
        try {
            byte[] header = Base64.getUrlDecoder().decode(sight.ascii(start, whole));
            return new String(header, StandardCharsets.ISO_8859_1).contains("\"alg\"");
        } catch (IllegalArgumentException notBase64) {
            return false; // a run of the right letters that is no base64 is no token
        }
    }
}
