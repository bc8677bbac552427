package io.tidegate.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which formats of tokens are known, and where may one begin? Reads [TokenTable].
final class Tokens {
    private static final String COLUMNS = " \\| ";
    private static final Pattern LEAD = Pattern.compile("\\{([a-zA-Z][0-9-]+)}(.+)");
    private static final List<TokenFormat> CREDENTIALS = credentials();
    private static final List<TokenFormat> KEYS = read(DataType.PRIVATE_KEY, TokenTable.KEYS);

    private static final List<Anchor> CREDENTIAL_ANCHORS = anchors(CREDENTIALS);
    private static final List<Anchor> KEY_ANCHORS = anchors(KEYS);

    private Tokens() {}

    /// Of the credentials, or of the private keys; in the order of the table.
    static List<TokenFormat> formats(DataType type) {
        return type == DataType.PRIVATE_KEY ? KEYS : CREDENTIALS;
    }

    private static List<TokenFormat> credentials() {
        List<TokenFormat> all = new ArrayList<>();
        List.of(
                        TokenTable.CLOUDS,
                        TokenTable.STORES,
                        TokenTable.FORGES,
                        TokenTable.MODELS,
                        TokenTable.PAYMENTS,
                        TokenTable.MESSAGES,
                        TokenTable.PLATFORMS)
                .forEach(table -> all.addAll(read(DataType.CREDENTIAL, table)));
        return List.copyOf(all);
    }

    private static List<TokenFormat> read(DataType type, String table) {
        List<TokenFormat> formats = new ArrayList<>();
        table.lines().forEach(row -> {
            String[] columns = row.strip().split(COLUMNS, -1);
            Layout rest = Layout.of(columns[2].equals("-") ? "" : columns[2]);
            TokenFormat.Proof proof =
                    columns.length > 3 ? TokenFormat.Proof.valueOf(columns[3]) : TokenFormat.Proof.RANDOM;
            for (String written : columns[1].split(" ", -1)) {
                Matcher led = LEAD.matcher(written);
                boolean isLed = led.matches();
                Optional<Layout.Part.Run> lead = isLed ? Optional.of(run(led.group(1))) : Optional.empty();
                String literal = (isLed ? led.group(2) : written).replace('␣', ' ');
                formats.add(new TokenFormat(type, columns[0], lead, literal, rest, proof));
            }
        });
        return formats;
    }

    private static Layout.Part.Run run(String written) {
        if (Layout.of(written).parts().getFirst() instanceof Layout.Part.Run run) {
            return run;
        }
        throw new IllegalArgumentException("what leads up to a literal is a run");
    }

    static List<Anchor> anchors(DataType type) {
        return type == DataType.PRIVATE_KEY ? KEY_ANCHORS : CREDENTIAL_ANCHORS;
    }

    private static List<Anchor> anchors(List<TokenFormat> formats) {
        TreeMap<String, List<TokenFormat>> byLiteral = new TreeMap<>();
        for (TokenFormat format : formats) {
            if (format.lead().isEmpty()) {
                byLiteral
                        .computeIfAbsent(format.literal(), _ -> new ArrayList<>())
                        .add(format);
            }
        }
        List<Anchor> anchors = new ArrayList<>();
        for (TokenFormat format : formats) {
            List<TokenFormat> closer = new ArrayList<>();
            byLiteral
                    .subMap(format.literal(), false, format.literal() + Character.MAX_VALUE, false)
                    .values()
                    .forEach(closer::addAll);
            anchors.add(new Anchor(format.literal(), Anchor.Match.EXACT, new TokenShape(format, closer)));
        }
        return List.copyOf(anchors);
    }
}
