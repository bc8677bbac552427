package io.tidegate.guard;

/// How does a command come?
public enum CommandForm {
    /// In one text, which a shell may take apart.
    TEXT,
    /// In several: the program, and each of its arguments.
    WORDS
}
