package io.tidegate.guard;

/// Why a text is not taken for a path inside the roots.
public enum PathFault {
    OUTSIDE("outside", "is outside of the folders that are allowed"),
    LINK("link", "leads outside of the folders that are allowed"),
    NOT_LOOKED_AT("not-looked-at", "could not be looked at on the disk"),
    RELATIVE("relative", "must be a whole path, from the top"),
    EMPTY("empty", "is empty"),
    TOO_LONG("too-long", "is too long, or has too many names"),
    NOT_TEXT("not-text", "is not a text"),
    CHARACTERS("characters", "has characters that no path needs"),
    EDGES("edges", "begins or ends with a blank"),
    QUOTED("quoted", "begins with a quotation mark or an operator"),
    LIST("list", "looks like a list"),
    HOME("home", "begins with `~`"),
    VARIABLE("variable", "holds a variable or a command"),
    ENCODED("encoded", "is encoded: write it in plain characters"),
    SCHEME("scheme", "begins like the address of something else"),
    BACKSLASH("backslash", "has a backslash"),
    NETWORK("network", "names another machine, or no drive"),
    DEVICE("device", "names a device"),
    STREAM("stream", "names a stream of a file"),
    SHORT_NAME("short-name", "has a short name of the kind `ABCDEF~1`"),
    DOTS("dots", "has a name that could be read as `..`, or as none"),
    NAME("name", "has a name that the disk would read as another");

    private final String code;
    private final String sentence;

    PathFault(String code, String sentence) {
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
