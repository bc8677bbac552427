package io.tidegate.config;

import java.util.ArrayList;
import java.util.List;

/// The columns of a line of CSV (RFC 4180). What is quoted ends with its line too.
public final class CsvRow {
    private CsvRow() {}

    /// The columns of a row; none where its quotes don't fit.
    public static List<String> fields(String row) {
        List<String> fields = new ArrayList<>();
        int at = 0;
        while (true) {
            boolean isQuoted = at < row.length() && row.charAt(at) == '"';
            int end = isQuoted ? closing(row, at + 1) + 1 : plainEnd(row, at);
            if (end < 0 || (end < row.length() && row.charAt(end) != ',')) {
                return List.of();
            }
            fields.add(isQuoted ? row.substring(at + 1, end - 1).replace("\"\"", "\"") : row.substring(at, end));
            if (end == row.length()) {
                return fields;
            }
            at = end + 1;
        }
    }

    /// Where a column without quotes ends; -1 where it has one.
    private static int plainEnd(String row, int from) {
        int comma = row.indexOf(',', from);
        int end = comma < 0 ? row.length() : comma;
        return row.substring(from, end).indexOf('"') >= 0 ? -1 : end;
    }

    /// Where the quote is that closes a column, or -2.
    private static int closing(String row, int from) {
        int at = row.indexOf('"', from);
        while (at >= 0 && at + 1 < row.length() && row.charAt(at + 1) == '"') {
            at = row.indexOf('"', at + 2);
        }
        return at < 0 ? -2 : at;
    }
}
