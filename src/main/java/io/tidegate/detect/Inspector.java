package io.tidegate.detect;

import io.tidegate.detect.Inspection.Fate;
import io.tidegate.detect.Inspection.Found;
import io.tidegate.detect.Inspection.Verdict;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// What would be found in texts, and what would be done about it? By the scanners and the treatment that calls pass.
public final class Inspector {
    private final DataPass pass;
    private final Function<Optional<JsonDocument>, Treatment> treatments;
    private final boolean cleans;
    private final Optional<ValueCodes> codes;

    /// @param treatments of a document, or of a plain text
    /// @param cleans whether hidden text is taken out, as of what servers say
    /// @param codes names the values of findings, where that is wanted
    public Inspector(
            DataPass pass,
            Function<Optional<JsonDocument>, Treatment> treatments,
            boolean cleans,
            Optional<ValueCodes> codes) {
        this.pass = pass;
        this.treatments = treatments;
        this.cleans = cleans;
        this.codes = codes;
    }

    /// A text as it stands.
    public Inspection text(String text) {
        return new Run(treatments.apply(Optional.empty())).under("", text, Optional.empty());
    }

    /// A JSON document: each of its texts, long numbers and names of members, with offsets into the document.
    ///
    /// @param document the same as `json`, parsed
    public Inspection json(String json, JsonDocument document) {
        JsonPlaces places = new JsonPlaces(json);
        Run run = new Run(treatments.apply(Optional.of(document)));
        List<Inspection> parts = new ArrayList<>();
        MemberNames names = new MemberNames();
        for (JsonValue value : document.root().scalars()) {
            if (value.isName()) {
                String own = value.text();
                parts.add(places.of(value, run.under("", own, Optional.of(value))));
                names.enter(value, own);
            } else if (value.is(JsonKind.STRING)) {
                parts.add(places.of(value, run.under(names.over(value), value.text(), Optional.of(value))));
            } else if (!pass.isShort(value)) {
                String written = DataPass.written(value.json());
                parts.add(places.over(value, run.under(names.over(value), written, Optional.of(value))));
            }
        }
        return Inspection.all(parts);
    }

    private final class Run {
        private final Treatment treatment;
        private final Optional<OpenedTokens> opened = pass.opening();
        private final PlanQuestions questions = new PlanQuestions();

        Run(Treatment treatment) {
            this.treatment = treatment;
        }

        Inspection under(String name, String text, Optional<JsonValue> value) {
            List<Inspection> parts = new ArrayList<>();
            if (cleans) {
                parts.add(hidden(text));
            }
            parts.add(data(name, text, value));
            Inspection whole = Inspection.all(parts);
            List<Found> sorted = new ArrayList<>(whole.finds());
            sorted.sort(Comparator.comparingInt(Found::start).thenComparingInt(Found::end));
            return new Inspection(whole.verdict(), sorted);
        }

        private Inspection data(String name, String text, Optional<JsonValue> value) {
            Optional<Inspection> inside = Decoded.whole(text)
                    .map(decoded -> scanned(name, decoded.text(), value))
                    .filter(inspection -> inspection.verdict() != Verdict.PASS);
            Inspection asItStands = scanned(name, text, value);
            if (inside.isEmpty()) {
                return asItStands;
            }
            Inspection decoded = inside.get().over(0, text.length());
            boolean isStricter = asItStands.verdict().compareTo(decoded.verdict()) > 0;
            return isStricter ? Inspection.all(List.of(decoded, asItStands)) : decoded;
        }

        private Inspection scanned(String name, String text, Optional<JsonValue> value) {
            return switch (pass.found(text, name, opened, questions)) {
                case Examination.Complete(List<Finding> findings, long _) -> {
                    Verdict verdict = Verdict.PASS;
                    List<Found> finds = new ArrayList<>();
                    int changed = 0;
                    for (Finding finding : findings) {
                        Treatment.Treated treated = treatment.of(finding, new Treatment.Spot(value, text));
                        changed += treated.action().changes() ? 1 : 0;
                        Verdict due = verdict(treated.action());
                        verdict = due.compareTo(verdict) > 0 ? due : verdict;
                        if (due != Verdict.PASS || !treated.suppressions().isEmpty()) {
                            finds.add(found(finding, treated, text));
                        }
                    }
                    yield changed > DataPass.CHANGED_MAX ? tooMuch(text) : new Inspection(verdict, finds);
                }
                case Examination.TooMuchToExamine _ -> tooMuch(text);
            };
        }
    }

    private Found found(Finding finding, Treatment.Treated treated, String text) {
        Fate fate = new Fate(
                treated.action().id(), treated.suppressions(), codes.map(coding -> coding.of(treated.by(), text)));
        return new Found(finding.id(), finding.kind(), finding.start(), finding.end(), finding.confidence(), fate);
    }

    private static Verdict verdict(DataPass.Action action) {
        return switch (action) {
            case ALLOW -> Verdict.PASS;
            case ALERT, TOKENIZE, MASK -> Verdict.FLAG;
            case BLOCK -> Verdict.BLOCK;
        };
    }

    private static Inspection hidden(String text) {
        return switch (HiddenText.clean(text)) {
            case Cleaning.Cleaned cleaned -> {
                List<Found> finds = cleaned.removals().stream()
                        .map(removal -> new Found(
                                "hidden-text",
                                removal.kind().id(),
                                removal.offset(),
                                removal.offset() + removal.length(),
                                Confidence.LIKELY,
                                Fate.of("remove")))
                        .toList();
                yield new Inspection(cleaned.untouched() ? Verdict.PASS : Verdict.FLAG, finds);
            }
            case Examination.TooMuchToExamine _ -> tooMuch(text);
        };
    }

    /// What can't be examined is refused.
    private static Inspection tooMuch(String text) {
        Found all = new Found("too-much-to-examine", "limit", 0, text.length(), Confidence.CERTAIN, Fate.of("block"));
        return new Inspection(Verdict.BLOCK, List.of(all));
    }
}
