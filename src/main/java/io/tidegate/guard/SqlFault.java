package io.tidegate.guard;

/// Why a query is not let through.
public enum SqlFault {
    TABLE("table", "reads a table that is not allowed"),
    SCHEMA("schema", "names a table without its schema"),
    COLUMN("column", "reads a column that is not allowed, or does not say of which table one is"),
    FUNCTION("function", "calls a function that is not allowed"),
    TYPE("type", "converts to a type that is not allowed"),
    ROWS("rows", "does not end with a `LIMIT`, as a plain number that is small enough"),
    STATEMENT("statement", "is not one plain `SELECT`"),
    SEVERAL("several", "has more than one statement"),
    COMMENT("comment", "has a comment"),
    LITERAL("literal", "has a text or a number in a form that is not taken"),
    CHARACTERS("characters", "has characters that no plain query has"),
    OPERATOR("operator", "has an operator that is not taken"),
    FORM("form", "has a form that is not taken, or a reserved word for a name"),
    DOUBT("doubt", "can be read in two ways"),
    TOO_DEEP("too-deep", "is nested too deep, or reads too many tables"),
    TOO_LONG("too-long", "is too long"),
    NOT_TEXT("not-text", "is not a text");

    private final String code;
    private final String sentence;

    SqlFault(String code, String sentence) {
        this.code = code;
        this.sentence = sentence;
    }

    /// As the auditor reads it.
    public String code() {
        return code;
    }

    /// As the model is told, behind the name of the argument.
    public String sentence() {
        return sentence;
    }
}
