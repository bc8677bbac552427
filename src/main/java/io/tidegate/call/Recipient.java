package io.tidegate.call;

import io.tidegate.catalog.Target;

/// Who is to get what a server said?
public sealed interface Recipient {
    /// Whoever made a call: what answers it, or is said in its course.
    record Asker(Call call) implements Recipient {}

    /// Whoever listens to a server, outside of any call.
    ///
    /// @param profile the endpoint at which it listens
    /// @param about what it is told of
    record Listener(Caller caller, String profile, Target about) implements Recipient {}

    /// Everybody who may see it: a definition is judged once for all, and a word that a page is done holds nothing.
    record Everybody() implements Recipient {}
}
