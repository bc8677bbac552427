package io.tidegate.guard;

import java.util.List;

/// Goes through the tokens of a query.
final class SqlCursor {
    private static final int DEPTH_MAX = 24;

    private final List<SqlToken> tokens;
    private int at;
    private int depth;

    SqlCursor(List<SqlToken> tokens) {
        this.tokens = List.copyOf(tokens);
    }

    SqlToken peek() {
        return peek(0);
    }

    SqlToken peek(int ahead) {
        return at + ahead < tokens.size() ? tokens.get(at + ahead) : SqlToken.END;
    }

    SqlToken take() {
        SqlToken token = peek();
        at++;
        return token;
    }

    boolean isWord(String word) {
        return peek().isWord(word);
    }

    boolean isMark(String mark) {
        return peek().isMark(mark);
    }

    boolean takeWord(String word) {
        boolean is = peek().isWord(word);
        at += is ? 1 : 0;
        return is;
    }

    boolean takeMark(String mark) {
        boolean is = peek().isMark(mark);
        at += is ? 1 : 0;
        return is;
    }

    void word(String word) throws SqlRefused {
        if (!takeWord(word)) {
            throw new SqlRefused(SqlFault.FORM);
        }
    }

    void mark(String mark) throws SqlRefused {
        if (!takeMark(mark)) {
            throw new SqlRefused(SqlFault.FORM);
        }
    }

    String take(SqlToken.Kind kind) throws SqlRefused {
        if (peek().kind() != kind) {
            throw new SqlRefused(SqlFault.FORM);
        }
        return take().text();
    }

    String name() throws SqlRefused {
        if (!peek().isName()) {
            throw new SqlRefused(SqlFault.FORM);
        }
        return take().text();
    }

    /// Part of a query inside of the query.
    @FunctionalInterface
    interface Part {
        void read() throws SqlRefused;
    }

    void deeper(Part part) throws SqlRefused {
        if (++depth > DEPTH_MAX) {
            throw new SqlRefused(SqlFault.TOO_DEEP);
        }
        part.read();
        depth--;
    }

    void list(Part part) throws SqlRefused {
        do {
            part.read();
        } while (takeMark(","));
    }
}
