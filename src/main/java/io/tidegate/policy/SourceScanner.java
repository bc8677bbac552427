package io.tidegate.policy;

import java.util.ArrayList;
import java.util.List;

/// Where do the policies in a file begin and end? At the semicolons that stand outside strings and comments.
///
/// Follows Cedar's lexer (strings in double quotes with backslash escapes; comments from `//` to a line's end) but
/// decides nothing: each piece is parsed by Cedar as one policy, and the pieces are compared with the whole.
final class SourceScanner {
    /// One policy's text without what stands before it, and the line on which it begins.
    record Piece(String text, int line) {}

    private final String source;
    private final List<Piece> pieces = new ArrayList<>();
    private int place;
    private int line = 1;
    private int begin = -1;
    private int beginLine;

    private SourceScanner(String source) {
        this.source = source;
    }

    /// The pieces of `source` in order; the last may lack its semicolon.
    static List<Piece> pieces(String source) {
        SourceScanner scanner = new SourceScanner(source);
        scanner.scan();
        return List.copyOf(scanner.pieces);
    }

    private void scan() {
        while (place < source.length()) {
            char character = source.charAt(place);
            if (character == '/' && source.startsWith("//", place)) {
                skipComment();
            } else if (Character.isWhitespace(character)) {
                step();
            } else {
                token(character);
            }
        }
        if (begin >= 0) {
            pieces.add(new Piece(source.substring(begin), beginLine));
        }
    }

    private void token(char character) {
        if (begin < 0) {
            begin = place;
            beginLine = line;
        }
        if (character == '"') {
            skipString();
        } else {
            step();
        }
        if (character == ';') {
            pieces.add(new Piece(source.substring(begin, place), beginLine));
            begin = -1;
        }
    }

    private void skipComment() {
        while (place < source.length() && source.charAt(place) != '\n' && source.charAt(place) != '\r') {
            step();
        }
    }

    private void skipString() {
        step();
        while (place < source.length() && source.charAt(place) != '"') {
            if (source.charAt(place) == '\\') {
                step();
            }
            step();
        }
        step();
    }

    private void step() {
        if (place < source.length()) {
            line += source.charAt(place) == '\n' ? 1 : 0;
            place++;
        }
    }
}
