package io.tidegate.guard;

/// One token of a query.
///
/// @param text a word in small letters, a quoted name without its quotes, else as it stands
record SqlToken(Kind kind, String text) {
    static final SqlToken END = new SqlToken(Kind.END, "");

    /// What kind of token is it?
    enum Kind {
        WORD,
        /// A name in double quotes.
        QUOTED,
        /// A text in single quotes.
        TEXT,
        NUMBER,
        OPERATOR,
        /// A bracket, a comma, a full stop, a semicolon, `::`.
        MARK,
        END
    }

    boolean isWord(String word) {
        return kind == Kind.WORD && text.equals(word);
    }

    boolean isMark(String mark) {
        return kind == Kind.MARK && text.equals(mark);
    }

    boolean isOperator(String operator) {
        return kind == Kind.OPERATOR && text.equals(operator);
    }

    /// Whether it can stand for a table, a column or an alias without doubt.
    boolean isName() {
        return kind == Kind.QUOTED || (kind == Kind.WORD && !SqlWords.isKept(text));
    }
}
