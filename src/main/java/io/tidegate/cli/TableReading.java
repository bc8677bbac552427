package io.tidegate.cli;

import io.tidegate.config.CsvRow;
import io.tidegate.crypto.KeyedHash;
import io.tidegate.detect.OwnValues;
import io.tidegate.detect.WordText;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/// What came of reading columns of a CSV file: hashes of their values, and how many rows and values there were.
///
/// @param left values that can't be listed
record TableReading(OwnValues values, long rows, long left) {
    /// Shorter values stand everywhere.
    static final int BYTES_MIN = 5;

    private static final int LINE_MAX = 1 << 20;

    /// @throws IOException with what is wrong, where, and what to do
    static TableReading of(Path csv, List<String> columns, KeyedHash hash) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(csv, StandardCharsets.UTF_8)) {
            return read(reader, csv, columns, new OwnValues(WordText.Spelling.JOINED, hash, BYTES_MIN));
        } catch (NoSuchFileException none) {
            throw new IOException("there is no file `" + csv + "`", none);
        } catch (CharacterCodingException noText) {
            throw new IOException("`" + csv + "` is no UTF-8 text", noText);
        }
    }

    private static TableReading read(BufferedReader reader, Path csv, List<String> columns, OwnValues values)
            throws IOException {
        String heading = reader.readLine();
        List<String> names = heading == null ? List.of() : CsvRow.fields(withoutMark(heading));
        for (String column : columns) {
            if (!names.contains(column)) {
                throw new IOException(
                        "`" + csv + "` has no column `" + column + "`; it has " + String.join(", ", names));
            }
        }
        int[] places = columns.stream().mapToInt(names::indexOf).toArray();
        long rows = 0;
        long left = 0;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            rows++;
            List<String> row = line.length() > LINE_MAX ? List.of() : CsvRow.fields(line);
            if (row.size() != names.size()) {
                throw new IOException("row %,d of `%s` has not the %s of the first line, or its quotes do not fit"
                        .formatted(rows, csv, Count.of(names.size(), "column")));
            }
            for (int place : places) {
                boolean isKept = values.add(row.get(place));
                left += isKept || row.get(place).isBlank() ? 0 : 1;
            }
        }
        return new TableReading(values, rows, left);
    }

    private static String withoutMark(String heading) {
        return heading.startsWith("\uFEFF") ? heading.substring(1) : heading;
    }
}
