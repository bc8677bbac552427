package io.tidegate.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.call.Note;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// What did a control say?
final class Verdicts {
    private Verdicts() {}

    static void passes(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Pass.class);
    }

    static Refusal refuses(Verdict verdict, Reason reason) {
        assertThat(verdict).isInstanceOf(Verdict.Refuse.class);
        Refusal refusal = ((Verdict.Refuse) verdict).refusal();
        assertThat(refusal.reason()).isEqualTo(reason);
        assertThat(refusal.told()).isNotBlank();
        return refusal;
    }

    /// The mended content as text.
    static String mends(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Mend.class);
        return new String(((Verdict.Mend) verdict).content().json().bytes(), StandardCharsets.UTF_8);
    }

    /// The notes, each as `what kind count`.
    static List<String> notes(Verdict verdict) {
        List<Note> notes =
                switch (verdict) {
                    case Verdict.Pass(List<Note> all, var _) -> all;
                    case Verdict.Mend(var _, List<Note> all) -> all;
                    case Verdict.Refuse _ -> List.of();
                };
        return notes.stream()
                .map(note -> note.what() + " " + note.kind() + " " + note.count())
                .toList();
    }
}
