package io.tidegate.policy;

/// What may not be known of a call that was made some time ago, and that policies may look at?
public enum Gap {
    ARGUMENTS("its arguments are not on record, or can't be opened with the keys that are here"),
    SCHEMA("the tool has another schema now than it had then, or is not known"),
    SCOPES("the scopes of its token are not on record"),
    SIGN_IN("how and when its user signed in is not on record"),
    CLASSES("what its tool counted as is not on record"),
    MODEL("where its model runs is not on record"),
    RUNS_AS("as whom its server saw it is not on record"),
    TIME("when exactly it was judged is not on record"),
    LABELS("the labels of its answer are not on record"),
    SESSION_LABELS("which labels its session had is not on record"),
    RELATIONS("what its caller was related to is not on record");

    private final String words;

    Gap(String words) {
        this.words = words;
    }

    /// Why a call can't be judged that lacks it.
    public String words() {
        return words;
    }
}
