package io.tidegate.guard;

/// Why a text is not taken for an address that a server may go to.
public enum UrlFault {
    HOST("host", "names a host that is not allowed"),
    SCHEME("scheme", "has a scheme that is not allowed"),
    PORT("port", "names a port that is not allowed"),
    PRIVATE("private", "leads to a private network, or to the machine itself"),
    NOTATION("notation", "has a number for a host in an odd notation"),
    USER("user", "has a user before its host, or could be read so"),
    MALFORMED("malformed", "is not written as `scheme://host/path`"),
    ENCODED("encoded", "has an encoded host"),
    CHARACTERS("characters", "has characters that no URL has"),
    TOO_LONG("too-long", "is too long"),
    NOT_TEXT("not-text", "is not a text");

    private final String code;
    private final String sentence;

    UrlFault(String code, String sentence) {
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
