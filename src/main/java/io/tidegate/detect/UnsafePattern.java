package io.tidegate.detect;

/// A pattern of the organisation's own can't be taken: the message says what is wrong with it, and [#help] what to do.
public final class UnsafePattern extends Exception {
    private static final long serialVersionUID = 1;

    private final String help;

    UnsafePattern(String what, String help) {
        super(what);
        this.help = help;
    }

    public String help() {
        return help;
    }
}
