package io.tidegate.detect;

import java.util.List;

/// What came of looking at a text? Either everything was looked at, or the text must be refused: there is no partial
/// answer.
public sealed interface Examination {

    /// The whole text was looked at. Findings are in order and do not overlap. `steps` is the work done, in
    /// characters looked at.
    record Complete(List<Finding> findings, long steps) implements Examination {
        public Complete {
            findings = List.copyOf(findings);
        }
    }

    /// The text passed a limit before all of it was looked at. Nothing is known of the rest: the caller refuses the
    /// text.
    record TooMuchToExamine(Limit limit) implements Examination, Cleaning {}

    /// Which limit was passed.
    enum Limit {
        /// More characters than one text may have.
        LENGTH,
        /// More findings than are worth listing.
        FINDINGS,
        /// More different tokens of ours than are opened in one document.
        TOKENS,
        /// More work than an honest text of this length costs.
        WORK,
        /// Hidden parts inside hidden parts, deeper than is followed.
        NESTING
    }
}
