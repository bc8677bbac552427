package io.tidegate.call;

import java.util.List;

/// What a control says. There is no fourth thing that it could say.
public sealed interface Verdict {
    Verdict PASS = new Pass(List.of());

    record Pass(List<Note> notes) implements Verdict {}

    /// Goes on with other content; only controls that declare `MENDS` may say so.
    record Mend(Content content, List<Note> notes) implements Verdict {}

    record Refuse(Refusal refusal, List<Note> notes) implements Verdict {
        public Refuse(Refusal refusal) {
            this(refusal, List.of());
        }
    }
}
