package io.tidegate.control;

import io.tidegate.call.Content;
import io.tidegate.call.Note;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Verdict;
import io.tidegate.detect.DataPass;
import io.tidegate.detect.Tally;
import io.tidegate.json.JsonDocument;
import java.util.List;

/// What do both data controls say about what was found?
final class DataVerdict {
    private DataVerdict() {}

    /// @param refusal the reason where data must not pass
    /// @param where what is told to have held it, for instance `the arguments`
    static Verdict of(DataPass.Outcome outcome, Content content, Reason refusal, String where) {
        return switch (outcome) {
            case DataPass.Outcome.Examined(JsonDocument document, Tally found) ->
                document == content.json()
                        ? new Verdict.Pass(notes(found))
                        : new Verdict.Mend(new Content(document), notes(found));
            case DataPass.Outcome.Blocked(String id, Tally found) ->
                new Verdict.Refuse(
                        Refusal.of(
                                refusal,
                                "Refused: " + where + " hold data of the type " + id + ", which may not pass here.",
                                "found " + id),
                        notes(found));
            case DataPass.Outcome.TooMuch _ ->
                new Verdict.Refuse(Refusal.of(
                        refusal, "Refused: " + where + " could not be examined as a whole.", "too much to examine"));
        };
    }

    private static List<Note> notes(Tally found) {
        return found.lines().stream()
                .map(line -> new Note(line.what(), line.kind(), line.count()))
                .toList();
    }
}
