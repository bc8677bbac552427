package io.tidegate.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.Optional;

/// The lines of a file, without blank ones and a byte order mark; or all of it as one text, as long as nobody has said
/// [#forget()].
final class Lines {
    private static final char MARK = '\uFEFF';

    private final Reader reader;
    private final Path file;
    private final int lengthMax;
    private final StringBuilder read = new StringBuilder();
    private boolean remembers = true;
    private boolean isStart = true;
    private int number;
    private Optional<Line> ahead = Optional.empty();

    /// @param text with what ends it; empty after the last
    record Line(int number, String text) {
        boolean isEnd() {
            return text.isEmpty();
        }
    }

    /// @param lengthMax of a line, and of all as one text
    Lines(Reader reader, Path file, int lengthMax) {
        this.reader = reader;
        this.file = file;
        this.lengthMax = lengthMax;
    }

    /// The next that is not blank.
    Line next() throws IOException {
        Line line = peek();
        ahead = Optional.empty();
        return line;
    }

    /// The same, without going on.
    Line peek() throws IOException {
        if (ahead.isEmpty()) {
            Line line = line();
            while (!line.isEnd() && line.text().isBlank()) {
                line = line();
            }
            ahead = Optional.of(line);
        }
        return ahead.get();
    }

    /// From now on only lines are asked for.
    void forget() {
        remembers = false;
        read.setLength(0);
    }

    String whole() throws IOException {
        bounded(read, "");
        char[] chunk = new char[8_192];
        for (int count = reader.read(chunk); count >= 0; count = reader.read(chunk)) {
            read.append(chunk, 0, count);
            bounded(read, "");
        }
        return read.toString();
    }

    private Line line() throws IOException {
        number++;
        StringBuilder line = new StringBuilder();
        for (int symbol = reader.read(); symbol >= 0; symbol = reader.read()) {
            if (symbol == MARK && isStart) {
                isStart = false;
                continue;
            }
            isStart = false;
            line.append((char) symbol);
            if (symbol == '\n') {
                break;
            }
            bounded(line, "line " + number + " of ");
        }
        if (remembers) {
            read.append(line);
        }
        return new Line(number, line.toString());
    }

    private void bounded(StringBuilder text, String what) throws IOException {
        if (text.length() > lengthMax) {
            throw new IOException(what + "`" + file + "` has more than the " + lengthMax + " characters of one text");
        }
    }
}
