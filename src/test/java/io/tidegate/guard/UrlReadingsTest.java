package io.tidegate.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Does whatever passes lead to an allowed host for every reader that we could think of, the strict and the sloppy?
/// The readers share no code with what judges.
final class UrlReadingsTest {
    private static final UrlRules RULES =
            new UrlRules(Set.of(Scheme.HTTPS), List.of("api.example.com", "*.cdn.example.com"), Set.of());

    private static final List<String> PARTS = List.of(
            "https://",
            "HTTPS://",
            "https:",
            "//",
            "/",
            "\\",
            "@",
            "#",
            "?",
            ":",
            "443",
            "8443",
            "api.example.com",
            "api.example.com",
            ".cdn.example.com",
            "evil.org",
            "127.0.0.1",
            ".",
            "%2f",
            "%40",
            "%23",
            "%00",
            "\uff0f",
            "\uff20",
            "\u3002",
            "\u2100",
            "\u200d",
            "\u00ad",
            "\u0430",
            " ",
            "\t",
            ";",
            ",",
            "[",
            "]",
            "::1",
            "a",
            "x:y",
            "*",
            "-",
            "_",
            "&",
            "=",
            "xn--",
            "{",
            "}",
            "|",
            "'",
            "$",
            "!",
            "~");

    private static final List<UnaryOperator<String>> READERS = List.of(
            text -> text,
            text -> text.replaceAll("[\t\n\r ]", ""),
            text -> text.replace('\\', '/'),
            text -> Normalizer.normalize(text, Normalizer.Form.NFKC),
            text -> text.replaceAll("\\p{Cf}", ""),
            text -> URLDecoder.decode(text.replaceAll("%(?![0-9a-fA-F]{2})", "%25"), StandardCharsets.UTF_8));

    /// The host ends at what ends it, and stands behind the first or the last `@`.
    private static String host(String url, String ends, boolean last) {
        String rest = url.substring(url.indexOf(':') + 1).replaceFirst("^[/\\\\]*", "");
        String authority = rest.split(ends, 2)[0];
        int at = last ? authority.lastIndexOf('@') : authority.indexOf('@');
        return plain(authority.substring(at + 1).split("[:?#]", 2)[0]);
    }

    private static String plain(String host) {
        return host.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
    }

    private static Optional<String> strict(String url) {
        try {
            return Optional.ofNullable(new URI(url).getHost()).map(UrlReadingsTest::plain);
        } catch (URISyntaxException unread) {
            return Optional.empty();
        }
    }

    private static boolean isAllowed(String host) {
        return host.equals("api.example.com") || host.endsWith(".cdn.example.com");
    }

    private static List<String> hosts(String url) {
        List<String> hosts = new ArrayList<>(strict(url).stream().toList());
        for (UnaryOperator<String> reader : READERS) {
            String reading = reader.apply(url);
            hosts.add(host(reading, "[/?#\\\\]", true));
            hosts.add(host(reading, "[/?#\\\\]", false));
        }
        hosts.add(host(url, "/", true)); // older curl
        return hosts;
    }

    @Test
    void whatPassesLeadsToAnAllowedHostForEveryReader() {
        Random random = new Random(2026);
        Set<String> passed = new LinkedHashSet<>();
        List<String> escaped = new ArrayList<>();
        for (int round = 0; round < 300_000; round++) {
            String url = (random.nextInt(3) > 0 ? "https://" : "")
                    + IntStream.range(0, 1 + random.nextInt(6))
                            .mapToObj(_ -> PARTS.get(random.nextInt(PARTS.size())))
                            .collect(Collectors.joining());
            if (RULES.judge(url).isEmpty() && passed.add(url)) {
                hosts(url).stream()
                        .filter(host -> !isAllowed(host))
                        .forEach(host -> escaped.add(url + " is read as " + host));
            }
        }
        assertThat(escaped).isEmpty();
        assertThat(passed).hasSizeGreaterThan(200);
    }
}
