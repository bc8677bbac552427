package io.tidegate.config;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads relations as CSV (RFC 4180): the line `user,text`, and then one relation a line.
///
/// A line that can be read in two ways is a mistake, and one mistake is enough to take nothing of the file.
final class RelationCsv {
    private static final String HEADING = "user,text";
    private static final int RELATIONS_MAX = 1_000_000;
    private static final int FAULTS_MAX = 20;

    private final Path file;
    private final String text;
    private final Map<String, Set<String>> texts = new HashMap<>();
    private final List<Fault> faults = new ArrayList<>();
    private int line;
    private int place;

    private RelationCsv(Path file, String text) {
        this.file = file;
        this.text = text;
    }

    static RelationFile.Read read(Path file, byte[] bytes) {
        if (bytes.length > RelationFile.BYTES_MAX) {
            return RelationFile.broken(file, 1, "the file is longer than 16 MiB", "use `sql` or `http`");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            RelationCsv csv = new RelationCsv(file, text.startsWith("\uFEFF") ? text.substring(1) : text);
            csv.lines();
            return new RelationFile.Read(csv.faults.isEmpty() ? csv.texts : Map.of(), csv.faults);
        } catch (CharacterCodingException _) {
            return RelationFile.broken(file, 1, "the file is no UTF-8 text", "");
        }
    }

    private void lines() {
        if (!next().equals(HEADING)) {
            wrong("the first line has to be `" + HEADING + "`", "");
            return;
        }
        int count = 0;
        while (place < text.length() && faults.size() < FAULTS_MAX) {
            if (++count > RELATIONS_MAX) {
                wrong("there are more than %,d relations".formatted(RELATIONS_MAX), "use `sql` or `http`");
                return;
            }
            relation(next());
        }
    }

    /// The text up to the next end of a line: CR LF or LF. What is quoted ends with its line too.
    private String next() {
        line++;
        int end = text.indexOf('\n', place);
        int stop = end < 0 ? text.length() : end;
        String found = text.substring(place, stop > place && text.charAt(stop - 1) == '\r' ? stop - 1 : stop);
        place = end < 0 ? text.length() : end + 1;
        return found;
    }

    private void relation(String row) {
        List<String> fields = CsvRow.fields(row);
        if (fields.size() != 2) {
            wrong(
                    fields.isEmpty() ? "the quotes do not fit" : "has %,d columns, not 2".formatted(fields.size()),
                    "a text with a comma or a quote in it goes in quotes, each quote in it doubled");
            return;
        }
        if (!fields.stream().allMatch(RelationFile::isText)) {
            wrong("a column is empty, too long, has blanks around it, or what can't be seen in it", "");
            return;
        }
        Set<String> its = texts.computeIfAbsent(fields.getFirst(), _ -> new HashSet<>());
        its.add(fields.getLast());
        if (its.size() > RelationFile.TEXTS_MAX) {
            wrong("the user has more than %,d texts".formatted(RelationFile.TEXTS_MAX), "");
        }
    }

    private void wrong(String what, String help) {
        faults.add(new Fault(file, line, "", what, help));
    }
}
