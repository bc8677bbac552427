package io.tidegate.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Does whatever passes stay inside for every reader that we could think of, one after the other and two at a time?
/// The readers share no code with what judges.
final class PathReadingsTest {
    private static final Path ROOT = Path.of("/srv/reports");
    private static final PathRules RULES =
            new PathRules(List.of(ROOT.toString()), Optional.of(ROOT.toString()), Letters.EXACT, Disk.SEPARATE);

    private static final List<String> PARTS = List.of(
            "..",
            "..",
            ".",
            "/",
            "/",
            "/",
            "//",
            "\\",
            "%2e",
            "%2E",
            "%2f",
            "%5c",
            "%252e",
            "%25",
            "%20",
            "%c0%af",
            "%00",
            "%41",
            "\uff0e",
            "\uff0f",
            "\uff3c",
            "\uff05",
            "\u2025",
            "\u2026",
            "\u2024",
            "\u2215",
            "\u3002",
            "\u200d",
            "\ufe0f",
            "\u00e9",
            "~",
            "$HOME",
            "${HOME}",
            "%HOME%",
            "`",
            ":",
            ";",
            "?",
            "#",
            " ",
            "\t",
            "\"",
            "'",
            "{",
            ",",
            "}",
            "[",
            "]",
            "file:",
            "file://",
            "localhost",
            "C:",
            "a",
            "b.txt",
            "etc",
            "srv",
            "reports",
            "/srv/reports",
            "/srv/reports/",
            "-secret");

    private static final List<UnaryOperator<String>> READERS = List.of(
            text -> text,
            PathReadingsTest::decoded,
            text -> decoded(decoded(text)),
            text -> Normalizer.normalize(text, Normalizer.Form.NFKC),
            text -> text.replace('\u2215', '/').replace('\u3002', '.'),
            text -> text.replaceAll("[\\p{Cf}\ufe0f]", ""),
            text -> text.replace('\\', '/'),
            String::strip,
            text -> text.replaceAll("[ \t]+(?=/|$)", ""),
            text -> text.replaceAll("^[\"']|[\"']$", ""),
            text -> text.replaceAll(";[^/]*", ""),
            text -> text.split("[?#\0]", 2)[0],
            text -> text.replaceFirst("^~", "/root"),
            text -> text.replace("${HOME}", "/root").replaceFirst("^\\$HOME", "/root"),
            text -> text.replace("%HOME%", "/root"),
            text -> text.replaceFirst("(?i)^file:(//(localhost)?)?(?=/)", ""),
            text -> text.replaceAll("\\{([^{},]*),[^{}]*\\}", "$1"),
            text -> text.replaceAll("\\{[^{},]*,([^{}]*)\\}", "$1"));

    /// As a lax reader does it: byte by byte, and what is no UTF-8 as Latin-1.
    private static String decoded(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int at = 0; at < text.length(); at++) {
            if (text.charAt(at) == '%' && text.substring(at).matches("(?s)%[0-9A-Fa-f]{2}.*")) {
                bytes.write(Integer.parseInt(text.substring(at + 1, at + 3), 16));
                at += 2;
            } else {
                bytes.writeBytes(text.substring(at, at + 1).getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static boolean isInside(String reading) {
        try {
            return ROOT.resolve(reading).normalize().startsWith(ROOT);
        } catch (InvalidPathException none) {
            return true; // no system opens it
        }
    }

    @Test
    void whatPassesIsInsideForEveryReader() {
        Random random = new Random(2026);
        Set<String> passed = new LinkedHashSet<>();
        List<String> escaped = new ArrayList<>();
        for (int round = 0; round < 150_000; round++) {
            String text = IntStream.range(0, 1 + random.nextInt(7))
                    .mapToObj(_ -> PARTS.get(random.nextInt(PARTS.size())))
                    .collect(Collectors.joining());
            if (RULES.judge(text).isEmpty() && passed.add(text)) {
                for (UnaryOperator<String> first : READERS) {
                    String once = first.apply(text);
                    READERS.stream()
                            .map(second -> second.apply(once))
                            .filter(reading -> !isInside(reading))
                            .limit(1)
                            .forEach(reading -> escaped.add(text + " is read as " + reading));
                }
            }
        }
        assertThat(escaped).isEmpty();
        assertThat(passed).hasSizeGreaterThan(5_000);
    }
}
