package io.tidegate.guard;

/// Why a recipient is not let through.
public enum RecipientFault {
    OTHER("other", "names a recipient who is not allowed"),
    CHARACTERS("characters", "has characters that no plain address or name has"),
    FORM("form", "is not a plain address, a list of them, or a name that is allowed"),
    TOO_LONG("too-long", "is too long, or names too many"),
    NOT_TEXT("not-text", "is not a text");

    private final String code;
    private final String sentence;

    RecipientFault(String code, String sentence) {
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
