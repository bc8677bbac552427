package io.tidegate.detect;

import static io.tidegate.detect.Samples.base64;
import static io.tidegate.detect.Samples.hex;
import static io.tidegate.detect.Samples.pem;
import static io.tidegate.detect.Samples.random;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Does the page on credentials name each kind that is known, and how it is found? To write its tables anew:
/// -Dgolden=write.
class CredentialPageTest {
    private static final Path PAGE = Path.of("docs/credentials.md");
    private static final Path TYPES = Path.of("docs/data-types.md");
    private static final Pattern COUNT = Pattern.compile("(\\d+) kinds");

    /// What is written of one kind.
    record Row(Set<String> found, Set<String> verified) {
        Row() {
            this(new LinkedHashSet<>(), new LinkedHashSet<>());
        }

        String written(String kind) {
            return "| `" + kind + "` | " + String.join(" ", found) + " | " + String.join("; ", verified) + " |\n";
        }
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }

    private static String tokens(DataType type) {
        Map<String, Row> rows = new TreeMap<>();
        for (TokenFormat format : Tokens.formats(type)) {
            Row row = rows.computeIfAbsent(format.kind(), _ -> new Row());
            String lead = format.lead().map(run -> run.min() + "...").orElse("");
            row.found().add("`" + cell(lead + format.literal()) + "`");
            String layout = format.lead()
                            .map(run -> "of " + run.alphabet().words() + " before, ")
                            .orElse("")
                    + format.rest().words();
            String proof = format.proof() == TokenFormat.Proof.RANDOM
                    ? ""
                    : ": " + format.proof().words();
            row.verified().add(cell(layout + proof));
        }
        return table(rows);
    }

    private static String vendors() {
        Map<String, Row> rows = new TreeMap<>();
        for (VendorShape.Format format : VendorShape.formats()) {
            Row row = rows.computeIfAbsent(format.kind(), _ -> new Row());
            format.words().forEach(word -> row.found().add("`" + word + "`"));
            row.verified().add(cell(format.value().words()));
        }
        return table(rows);
    }

    private static String table(Map<String, Row> rows) {
        StringBuilder out = new StringBuilder("| kind | found by | verified by |\n| --- | --- | --- |\n");
        rows.forEach((kind, row) -> out.append(row.written(kind)));
        return out.toString();
    }

    private static int start(String page, String heading) {
        return page.indexOf("\n| kind |", page.indexOf("\n## " + heading + "\n")) + 1;
    }

    private static int end(String page, String heading) {
        return page.indexOf("\n\n", start(page, heading)) + 1;
    }

    private static String shown(String page, String heading) {
        return page.substring(start(page, heading), end(page, heading));
    }

    @Test
    void tablesAreThoseOfTheProgram() throws IOException {
        Map<String, String> tables = new LinkedHashMap<>();
        tables.put("Tokens", tokens(DataType.CREDENTIAL));
        tables.put("By the maker's name", vendors());
        tables.put("Private keys", tokens(DataType.PRIVATE_KEY));
        if ("write".equals(System.getProperty("golden"))) {
            String page = Files.readString(PAGE);
            for (Map.Entry<String, String> table : tables.entrySet()) {
                page = page.substring(0, start(page, table.getKey()))
                        + table.getValue()
                        + page.substring(end(page, table.getKey()));
            }
            Files.writeString(PAGE, page);
        }
        String page = Files.readString(PAGE);
        tables.forEach((heading, table) -> assertThat(shown(page, heading)).isEqualTo(table));
    }

    /// Kinds with a shape of their own, and a text that holds one.
    static Stream<Map.Entry<String, String>> others() {
        String basic = base64("deploy:" + random(14));
        String jwt =
                (base64("{\"alg\":\"HS256\"}") + "." + base64("{\"sub\":\"42\"}") + "." + random(43)).replace("=", "");
        Map<String, String> texts = new TreeMap<>();
        texts.put("assigned-secret", "password = " + random(12));
        texts.put("aws-secret-access-key", "AKIA" + "Q7RT2LMX6VBZ4KDW " + random(40));
        texts.put("azure-client-secret", "abc8Q~" + random(34));
        texts.put("basic-login", "Authorization: Basic " + basic);
        texts.put("command-line-login", "curl -u deploy:" + random(14) + " https://h.example");
        texts.put("json-web-key", "{\"kty\":\"oct\",\"k\":\"" + random(43) + "\"}");
        texts.put("json-web-token", jwt);
        texts.put("kubernetes-secret", "kind: Secret\ndata:\n  a: " + base64(random(30)));
        texts.put("netrc-password", "machine h.example login ada password " + random(12));
        texts.put("openssh-private-key", pem("OPENSSH PRIVATE KEY"));
        texts.put("password-in-url", "postgres://app:" + random(12) + "@db.example/x");
        texts.put("pem-private-key", pem("PRIVATE KEY"));
        texts.put("pgp-private-key", pem("PGP PRIVATE KEY BLOCK"));
        texts.put("pgpass-password", "db.example:5432:orders:app:" + random(12));
        texts.put("putty-private-key", "Private-Lines: 1\n" + hex(64));
        texts.put("registry-login", "{\"auth\":\"" + basic + "\"}");
        texts.put("totp-secret", "otpauth://totp/A:ada?secret=JBSWY3DPEHPK3PXQ");
        return texts.entrySet().stream();
    }

    @ParameterizedTest
    @MethodSource("others")
    void findsOtherKinds(Map.Entry<String, String> other) {
        assertThat(Samples.kinds(other.getValue())).contains(other.getKey());
    }

    @Test
    void otherKindsAreThoseOfThePage() throws IOException {
        Set<String> named = shown(Files.readString(PAGE), "Other kinds")
                .lines()
                .skip(2)
                .map(line -> line.substring(line.indexOf('`') + 1, line.indexOf('`', 3)))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(named)
                .containsExactlyElementsOf(others().map(Map.Entry::getKey).toList());
    }

    @Test
    void pagesNameHowManyThereAre() throws IOException {
        Set<String> kinds = new TreeSet<>();
        Stream.of(DataType.CREDENTIAL, DataType.PRIVATE_KEY)
                .flatMap(type -> Tokens.formats(type).stream())
                .forEach(format -> kinds.add(format.kind()));
        VendorShape.formats().forEach(format -> kinds.add(format.kind()));
        others().forEach(other -> kinds.add(other.getKey()));
        for (Path page : List.of(PAGE, TYPES)) {
            assertThat(COUNT.matcher(Files.readString(page)).results().map(found -> Integer.parseInt(found.group(1))))
                    .isNotEmpty()
                    .allSatisfy(count -> assertThat(kinds.size()).isGreaterThanOrEqualTo(count));
        }
    }

    @Test
    void kindsAreNamedAlike() {
        Stream.concat(
                        Tokens.formats(DataType.CREDENTIAL).stream().map(TokenFormat::kind),
                        VendorShape.formats().stream().map(VendorShape.Format::kind))
                .forEach(kind -> assertThat(kind).matches("[a-z0-9]+(-[a-z0-9]+)+"));
    }

    /// What the page names may be named in rules.
    @Test
    void whatThePageNamesIsKnownToRules() throws IOException {
        Set<String> known = SecretKinds.byType().values().stream()
                .flatMap(Set::stream)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> named = Pattern.compile("(?m)^\\| `([a-z0-9-]+)` \\|")
                .matcher(Files.readString(PAGE))
                .results()
                .map(row -> row.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(named).isNotEmpty().isEqualTo(known);
    }
}
