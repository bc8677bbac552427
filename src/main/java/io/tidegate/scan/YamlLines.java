package io.tidegate.scan;

import io.tidegate.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Writes YAML line by line, and knows in which line it is.
final class YamlLines {
    /// Text that no YAML reader takes for anything but text.
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z/][A-Za-z0-9/._+-]*");

    private static final Pattern WORD = Pattern.compile("(?i)true|false|null|yes|no|on|off|y|n");

    private final StringBuilder text = new StringBuilder();
    private int lines;

    YamlLines line(String line) {
        text.append(line).append('\n');
        lines++;
        return this;
    }

    YamlLines lines(String several) {
        several.lines().forEach(this::line);
        return this;
    }

    /// How many lines there are: the number of the last one.
    int count() {
        return lines;
    }

    static String quoted(String value) {
        boolean plain = PLAIN.matcher(value).matches() && !WORD.matcher(value).matches();
        return plain ? value : new String(new JsonWriter().text(value).bytes(), StandardCharsets.UTF_8);
    }

    static String list(Collection<String> values) {
        return values.stream().map(YamlLines::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    /// A comment on one line, whatever the words hold.
    static String comment(String words) {
        return "# " + words.replaceAll("\\p{Cntrl}", " ");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
