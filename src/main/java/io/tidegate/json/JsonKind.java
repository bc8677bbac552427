package io.tidegate.json;

/// The six kinds of JSON value (RFC 8259), booleans told apart.
public enum JsonKind {
    OBJECT(0),
    ARRAY(1),
    STRING(2),
    NUMBER(3),
    TRUE(4),
    FALSE(5),
    NULL(6);

    private static final JsonKind[] ALL = values();

    /// How a document's map writes it down.
    final int code;

    JsonKind(int code) {
        this.code = code;
    }

    static JsonKind of(int code) {
        return ALL[code];
    }
}
