package io.tidegate.control;

import io.tidegate.call.Content;
import io.tidegate.call.ControlId;
import io.tidegate.call.Delivery;
import io.tidegate.call.Note;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Verdict;
import io.tidegate.detect.Cleaning;
import io.tidegate.detect.Examination;
import io.tidegate.detect.HiddenText;
import io.tidegate.detect.Removal;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonEdits;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.JsonValue;
import io.tidegate.json.MalformedJson;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Does what a server said hold text that a person would not see but a model would read? It is taken out.
///
/// What comes from a server that the operator trusts is left as it is.
final class HiddenTextStrip implements AfterControl {
    @Override
    public ControlId id() {
        return ControlId.HIDDEN_TEXT_STRIP;
    }

    @Override
    public Verdict judge(Delivery delivery) {
        if (delivery.from().trusted()) {
            return Verdict.PASS;
        }
        JsonDocument json = delivery.answer().content().json();
        JsonEdits edits = new JsonEdits(json);
        Map<String, Integer> removed = new TreeMap<>();
        for (JsonValue string : json.root().strings()) {
            String text = string.text();
            switch (HiddenText.clean(text)) {
                case Cleaning.Cleaned cleaned -> {
                    if (!cleaned.untouched()) {
                        edits.replaceText(string, cleaned.text());
                        cleaned.removals().forEach(removal -> count(removed, removal));
                    }
                }
                case Examination.TooMuchToExamine _ -> {
                    return refuse("too much to examine");
                }
            }
        }
        return mended(edits, removed);
    }

    private static void count(Map<String, Integer> removed, Removal removal) {
        removed.merge(removal.kind().id(), 1, Integer::sum);
    }

    private static Verdict mended(JsonEdits edits, Map<String, Integer> removed) {
        if (edits.isEmpty()) {
            return Verdict.PASS;
        }
        try {
            List<Note> notes = removed.entrySet().stream()
                    .map(entry -> new Note("stripped", entry.getKey(), entry.getValue()))
                    .toList();
            JsonLimits limits = JsonLimits.EXAMINED;
            return new Verdict.Mend(new Content(edits.apply(limits)), notes);
        } catch (MalformedJson collision) {
            return refuse("two names became one");
        }
    }

    private static Verdict refuse(String detail) {
        return new Verdict.Refuse(Refusal.of(
                Reason.DATA_NOT_RELEASED, "Refused: the server's words could not be examined as a whole.", detail));
    }
}
