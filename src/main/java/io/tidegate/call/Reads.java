package io.tidegate.call;

/// What a control judges, so that the keys can check that it judged what is sent.
public enum Reads {
    /// Who and which tool; no content.
    NONE,
    /// The content as it arrived.
    RAW,
    /// The content as the control before left it; may change it.
    MENDS,
    /// The content as it will leave.
    FINAL
}
