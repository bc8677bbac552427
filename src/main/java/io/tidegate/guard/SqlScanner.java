package io.tidegate.guard;

import io.tidegate.guard.SqlToken.Kind;
import java.util.ArrayList;
import java.util.List;

/// Cuts a query into tokens as PostgreSQL does, and refuses every text that two readers could cut apart.
///
/// Refused are comments of every kind, texts with backslashes or a letter in front (`E''`, `U&''`, `B''`), texts that
/// follow each other, dollar quotes and parameters, names that are longer than PostgreSQL keeps or not of plain
/// letters, numbers that run into letters, and every character that has no place in a plain query.
final class SqlScanner {
    static final int TOKENS_MAX = 2_000;
    private static final int NAME_MAX = 63; // PostgreSQL cuts off the rest
    private static final String OPERATORS = "+-*/<>=~!@#%^&|`?";
    private static final String LIVELY = "~!@#%^&|`?"; // with one of these an operator may end in + or -

    private final String text;
    private final List<SqlToken> tokens = new ArrayList<>();
    private int at;

    private SqlScanner(String text) {
        this.text = text;
    }

    static List<SqlToken> scan(String text) throws SqlRefused {
        SqlScanner scanner = new SqlScanner(text);
        while (scanner.at < text.length()) {
            scanner.next();
            if (scanner.tokens.size() > TOKENS_MAX) {
                throw new SqlRefused(SqlFault.TOO_LONG);
            }
        }
        return List.copyOf(scanner.tokens);
    }

    private void next() throws SqlRefused {
        char c = text.charAt(at);
        if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
            at++;
        } else if (text.startsWith("--", at) || text.startsWith("/*", at)) {
            throw new SqlRefused(SqlFault.COMMENT);
        } else if (isFirst(c)) {
            word();
        } else if (isDigit(c)) {
            number();
        } else if (c == '"') {
            quoted();
        } else if (c == '\'') {
            literal();
        } else if (text.startsWith("::", at)) {
            add(Kind.MARK, at + 2);
        } else if ("(),.;[]".indexOf(c) >= 0) {
            add(Kind.MARK, at + 1);
        } else if (OPERATORS.indexOf(c) >= 0) {
            operator();
        } else {
            throw new SqlRefused(c == '$' ? SqlFault.LITERAL : SqlFault.CHARACTERS);
        }
    }

    private void add(Kind kind, int end) {
        tokens.add(new SqlToken(kind, text.substring(at, end)));
        at = end;
    }

    /// In small letters, as PostgreSQL folds them.
    private void word() throws SqlRefused {
        int end = at;
        StringBuilder folded = new StringBuilder();
        while (end < text.length() && (isFirst(text.charAt(end)) || isDigit(text.charAt(end)))) {
            char c = text.charAt(end++);
            folded.append(c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
        }
        char after = end < text.length() ? text.charAt(end) : ' ';
        if (after == '\'' || after == '$' || (after == '"' && folded.length() == 1) || text.startsWith("&'", end)) {
            throw new SqlRefused(SqlFault.LITERAL);
        }
        if (text.startsWith("&\"", end) || folded.length() > NAME_MAX) {
            throw new SqlRefused(SqlFault.CHARACTERS);
        }
        tokens.add(new SqlToken(Kind.WORD, folded.toString()));
        at = end;
    }

    private void number() throws SqlRefused {
        int end = digits(at);
        if (end + 1 < text.length() && text.charAt(end) == '.' && isDigit(text.charAt(end + 1))) {
            end = digits(end + 1);
        }
        char after = end < text.length() ? text.charAt(end) : ' ';
        if (isFirst(after) || after == '.' || after == '$') {
            throw new SqlRefused(SqlFault.LITERAL);
        }
        add(Kind.NUMBER, end);
    }

    private int digits(int from) {
        int end = from;
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private void quoted() throws SqlRefused {
        int end = text.indexOf('"', at + 1);
        String name = end < 0 ? "" : text.substring(at + 1, end);
        if (!name.matches("[A-Za-z_][A-Za-z0-9_]{0,62}") || (end + 1 < text.length() && text.charAt(end + 1) == '"')) {
            throw new SqlRefused(SqlFault.CHARACTERS);
        }
        tokens.add(new SqlToken(Kind.QUOTED, name));
        at = end + 1;
    }

    private void literal() throws SqlRefused {
        int end = at + 1;
        while (end < text.length() && (text.charAt(end) != '\'' || text.startsWith("''", end))) {
            end += text.charAt(end) == '\'' ? 2 : 1;
        }
        boolean follows = !tokens.isEmpty() && tokens.getLast().kind() == Kind.TEXT;
        if (end >= text.length() || follows || !isPlain(text.substring(at + 1, end))) {
            throw new SqlRefused(SqlFault.LITERAL);
        }
        add(Kind.TEXT, end + 1);
    }

    private static boolean isPlain(String literal) {
        return literal.indexOf('\\') < 0
                && literal.indexOf('\uFEFF') < 0
                && PlainText.isOfNames(literal.replace('\n', ' ').replace('\t', ' '));
    }

    private void operator() throws SqlRefused {
        int end = at;
        while (end < text.length() && OPERATORS.indexOf(text.charAt(end)) >= 0) {
            end++;
        }
        String run = text.substring(at, end);
        if (run.contains("--") || run.contains("/*")) {
            throw new SqlRefused(SqlFault.COMMENT);
        }
        boolean lively = run.chars().anyMatch(c -> LIVELY.indexOf(c) >= 0);
        while (!lively && end - at > 1 && "+-".indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        if (!SqlWords.isOperator(text.substring(at, end))) {
            throw new SqlRefused(SqlFault.OPERATOR);
        }
        add(Kind.OPERATOR, end);
    }

    private static boolean isFirst(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
