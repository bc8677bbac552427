package io.tidegate.control;

import io.tidegate.call.Content;
import io.tidegate.call.Note;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Verdict;
import io.tidegate.detect.DataPass;
import io.tidegate.detect.DataType;
import io.tidegate.json.JsonDocument;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What do both data controls say about what was found?
final class DataVerdict {
    private DataVerdict() {}

    /// @param refusal the reason where data must not pass
    /// @param where what is told to have held it, for instance `the arguments`
    static Verdict of(DataPass pass, Content content, Reason refusal, String where) {
        return switch (pass.examine(content.json())) {
            case DataPass.Outcome.Examined(JsonDocument document, Map<DataType, Integer> found) ->
                document == content.json()
                        ? new Verdict.Pass(notes(pass, found))
                        : new Verdict.Mend(new Content(document), notes(pass, found));
            case DataPass.Outcome.Blocked(DataType type, Map<DataType, Integer> found) ->
                new Verdict.Refuse(Refusal.of(
                        refusal,
                        "Refused: " + where + " hold data of the type " + type.id() + ", which may not pass here.",
                        "found " + found.keySet().stream().map(DataType::id).toList()));
            case DataPass.Outcome.TooMuch _ ->
                new Verdict.Refuse(Refusal.of(
                        refusal, "Refused: " + where + " could not be examined as a whole.", "too much to examine"));
        };
    }

    private static List<Note> notes(DataPass pass, Map<DataType, Integer> found) {
        return found.entrySet().stream()
                .map(entry -> new Note(
                        pass.action(entry.getKey()).name().toLowerCase(Locale.ROOT),
                        entry.getKey().id(),
                        entry.getValue()))
                .toList();
    }
}
