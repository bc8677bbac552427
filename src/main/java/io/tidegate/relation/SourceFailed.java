package io.tidegate.relation;

/// Why did a source not say what was asked? The message is for operators, and has nothing of anybody's in it.
final class SourceFailed extends Exception {
    private static final long serialVersionUID = 1L;

    private final About about;

    /// Whose trouble it is.
    enum About {
        /// The one that was asked about: others may be answered.
        USER,
        /// The source.
        SOURCE
    }

    private SourceFailed(About about, String message) {
        super(message, null, false, false);
        this.about = about;
    }

    static SourceFailed ofUser(String message) {
        return new SourceFailed(About.USER, message);
    }

    static SourceFailed ofSource(String message) {
        return new SourceFailed(About.SOURCE, message);
    }

    About about() {
        return about;
    }

    String told() {
        return String.valueOf(getMessage());
    }
}
