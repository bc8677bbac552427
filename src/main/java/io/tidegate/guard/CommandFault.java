package io.tidegate.guard;

/// Why a command is not let through.
public enum CommandFault {
    PROGRAM("program", "starts a program that is not allowed"),
    ARGUMENT("argument", "has an argument or an option that is not allowed for its program"),
    CHARACTERS("characters", "has characters that a shell may take for more than letters"),
    EMPTY("empty", "has an empty word, or none"),
    TOO_LONG("too-long", "is too long"),
    NOT_TEXT("not-text", "is not a text");

    private final String code;
    private final String sentence;

    CommandFault(String code, String sentence) {
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
