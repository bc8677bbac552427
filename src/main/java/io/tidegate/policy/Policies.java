package io.tidegate.policy;

/// May this principal do this? Deny by default: what no policy permits, and what cannot be decided, is refused.
///
/// Safe for any number of threads. Does not block, and never throws for what a caller sent.
public interface Policies {
    /// The answer, with its reasons. A tool is listed exactly when some call of it may be allowed: what depends on
    /// arguments, time or place is listed unless it is refused for all of them.
    Decision decide(Question question);

    /// Whether some of them look at the labels that a session has.
    boolean lookBack();

    /// The SHA-256 of what decides, in hex: the same digest always decides alike.
    String digest();
}
