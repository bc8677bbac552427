package io.tidegate.records;

/// An answer that can't be filtered as it has to be; `code` says why, for auditors, and never what was in it.
public final class Unfilterable extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;

    public Unfilterable(String code) {
        super(code, null, false, false);
        this.code = code;
    }

    public String code() {
        return code;
    }
}
