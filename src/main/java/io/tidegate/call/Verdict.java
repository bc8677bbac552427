package io.tidegate.call;

import java.util.List;

/// What a control says. There is no fourth thing that it could say.
public sealed interface Verdict {
    Verdict PASS = new Pass(List.of());

    /// @param terms on which it passes
    record Pass(List<Note> notes, Terms terms) implements Verdict {
        /// On no terms.
        public Pass(List<Note> notes) {
            this(notes, Terms.NONE);
        }
    }

    /// Goes on with other content; only controls that declare `MENDS` may say so.
    record Mend(Content content, List<Note> notes) implements Verdict {}

    record Refuse(Refusal refusal, List<Note> notes) implements Verdict {
        public Refuse(Refusal refusal) {
            this(refusal, List.of());
        }
    }
}
