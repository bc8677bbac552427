package io.tidegate.detect;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Does base64 in a text hide sensitive text? What decodes to readable text, mostly ASCII where it is not UTF-8, is
/// scanned too, two layers deep; a finding inside covers the whole run. Does not see compressed, encrypted, hexadecimal
/// or UTF-16 content.
///
/// Each layer is at most three quarters of the one around it, so all layers together cost less than one more scan of
/// the text.
final class EncodedText {
    static final int DEPTH_MAX = 2;

    // 40 characters are 30 bytes: less hides no card number with its context, and ordinary words stay below.
    private static final int RUN_MIN = 40;
    private static final int LINE_MIN = 60; // wrapped base64 has lines of 64 or 76
    private static final int SAMPLE = 64;

    /// All of a finding inside but its place.
    private record Kind(DataType type, String name) {}

    private final DataScanner scanner;
    private final Sight sight;
    private final int depth;

    EncodedText(DataScanner scanner, Sight sight, int depth) {
        this.scanner = scanner;
        this.sight = sight;
        this.depth = depth;
    }

    void examine() {
        // Any run of RUN_MIN covers a multiple of it, so looking there finds all and touches little else.
        int done = 0;
        for (int probe = 0; probe < sight.length(); probe += RUN_MIN) {
            if (probe < done || !Alphabet.BASE64_ANY.has(sight.at(probe))) {
                continue;
            }
            int start = probe;
            while (start > done && Alphabet.BASE64_ANY.has(sight.at(start - 1))) {
                start--;
            }
            int end = runEnd(start);
            sight.spend((end - start) / 8 + 1L);
            done = end;
            if (end - start >= RUN_MIN && !examineRun(start, end)) {
                examineBetweenFindings(start, end);
            }
            if (sight.exhausted()) {
                return;
            }
        }
    }

    /// To the end of the run, over line breaks where the lines are long.
    private int runEnd(int start) {
        int lineStart = start;
        int at = start;
        while (true) {
            while (Alphabet.BASE64_ANY.has(sight.at(at))) {
                at++;
            }
            int next = at;
            next += sight.at(next) == '\r' ? 1 : 0;
            next += sight.at(next) == '\n' ? 1 : 0;
            if (next == at || at - lineStart < LINE_MIN || !Alphabet.BASE64_ANY.has(sight.at(next))) {
                return at;
            }
            lineStart = next;
            at = next;
        }
    }

    /// A token glued to base64 spoils the whole of it: what stands beside the token is looked at by itself.
    private void examineBetweenFindings(int start, int end) {
        int from = start;
        for (int edge = sight.nextEdge(start); edge >= 0 && from < end; edge = sight.nextEdge(edge + 1)) {
            int to = Math.min(edge, end);
            if (to - from >= RUN_MIN && to - from < end - start) {
                examineRun(from, to);
            }
            from = to;
        }
        if (from > start && end - from >= RUN_MIN) {
            examineRun(from, end);
        }
    }

    /// Whether the run could be read.
    private boolean examineRun(int start, int end) {
        String symbols = sight.ascii(start, end).replace("\r", "").replace("\n", "");
        symbols = symbols.replace('-', '+').replace('_', '/');
        // A path or a word glued to the front shifts the groups of four, hence the four alignments.
        for (int skip = 0; skip < 4; skip++) {
            if (readable(symbols, skip, Math.min(symbols.length(), skip + SAMPLE))
                    .isEmpty()) {
                continue;
            }
            Optional<String> decoded = readable(symbols, skip, symbols.length());
            if (decoded.isPresent()) {
                reportInside(decoded.get(), start, end);
                return true;
            }
        }
        for (int skip = 0; skip < 4; skip++) {
            Optional<Decoded> decoded = Decoded.latin(bytes(symbols, skip, symbols.length()));
            if (decoded.isPresent() && printable(decoded.get().text())) {
                reportInside(decoded.get().text(), start, end);
                return true;
            }
        }
        return false;
    }

    private byte[] bytes(String symbols, int from, int to) {
        int stop = (to - from) % 4 == 1 ? to - 1 : to;
        sight.spend((stop - from) / 4);
        return Base64.getDecoder().decode(symbols.substring(from, stop));
    }

    private Optional<String> readable(String symbols, int from, int to) {
        byte[] bytes = bytes(symbols, from, to);
        int length = to == symbols.length() ? bytes.length : withoutCutCharacter(bytes);
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
            return printable(text) ? Optional.of(text) : Optional.empty();
        } catch (CharacterCodingException binary) {
            return Optional.empty(); // not text, so nothing that these scanners could read
        }
    }

    /// The length without a character that the end of the sample cut in two.
    private static int withoutCutCharacter(byte[] bytes) {
        int length = bytes.length;
        int back = 0;
        while (back < 3 && length > 0 && (bytes[length - 1] & 0xC0) == 0x80) {
            length--;
            back++;
        }
        return length > 0 && bytes[length - 1] < 0 ? length - 1 : length;
    }

    private static boolean printable(String text) {
        int controls = 0;
        for (int at = 0; at < text.length(); at++) {
            char symbol = text.charAt(at);
            controls += symbol < ' ' && symbol != '\n' && symbol != '\r' && symbol != '\t' ? 1 : 0;
        }
        return !text.isEmpty() && controls <= text.length() / 20;
    }

    private void reportInside(String decoded, int start, int end) {
        List<Finding> findings = scanner.examine(decoded, sight.budget(), depth + 1);
        Map<Kind, Confidence> surest = new LinkedHashMap<>();
        findings.forEach(finding -> surest.merge(
                new Kind(finding.type(), finding.kind()),
                finding.confidence(),
                (one, other) -> other.compareTo(one) > 0 ? other : one));
        int stop = end;
        while (sight.at(stop) == '=' && stop - end < 2) {
            stop++;
        }
        int covered = stop;
        surest.forEach((kind, confidence) -> sight.report(kind.type(), encoded(kind), start, covered, confidence));
    }

    /// The kind of the organisation's own is its name.
    private static String encoded(Kind kind) {
        return kind.type() == DataType.OWN ? kind.name() : Finding.ENCODED + kind.name();
    }
}
