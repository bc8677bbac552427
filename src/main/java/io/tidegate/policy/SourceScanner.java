package io.tidegate.policy;

import java.util.ArrayList;
import java.util.List;

/// Where do the policies in a file begin and end? At the semicolons that stand outside strings and comments.
///
/// Follows Cedar's lexer (strings in double quotes with backslash escapes; comments from `//` to a line's end) but
/// decides nothing: each piece is parsed by Cedar as one policy, and the pieces are compared with the whole.
final class SourceScanner {
    /// One policy's text without what stands before it, and the line on which it begins.
    ///
    /// @param tooDeep whether Cedar must not be asked to read it, see [Nesting]
    record Piece(String text, int line, boolean tooDeep) {}

    private final String source;
    private final List<Piece> pieces = new ArrayList<>();
    private int place;
    private int line = 1;
    private int begin = -1;
    private int beginLine;
    private Nesting nesting = new Nesting();

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
            pieces.add(new Piece(source.substring(begin), beginLine, nesting.isTooDeep()));
        }
    }

    private void token(char character) {
        if (begin < 0) {
            begin = place;
            beginLine = line;
        }
        nesting.take(character);
        if (character == '"') {
            skipString();
        } else if (isWord(character)) {
            skipWord();
        } else {
            step();
        }
        if (character == ';') {
            pieces.add(new Piece(source.substring(begin, place), beginLine, nesting.isTooDeep()));
            begin = -1;
            nesting = new Nesting();
        }
    }

    private static boolean isWord(char character) {
        return character == '_' || Character.isLetterOrDigit(character);
    }

    private void skipWord() {
        while (place < source.length() && isWord(source.charAt(place))) {
            step();
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
