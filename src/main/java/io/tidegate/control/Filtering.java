package io.tidegate.control;

import io.tidegate.call.Call;
import io.tidegate.call.Note;
import io.tidegate.catalog.Tool;
import io.tidegate.config.Records;
import io.tidegate.json.JsonValue;
import io.tidegate.policy.Decision;
import io.tidegate.records.Carried;
import io.tidegate.records.DocumentFilter;
import io.tidegate.records.FieldMarks;
import io.tidegate.records.FieldMarks.Mark;
import io.tidegate.records.RowPlaces;
import io.tidegate.records.Unfilterable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// One answer of a tool, being filtered: its rows by policies, its fields by the terms of the call and of each row.
final class Filtering {
    private final Call call;
    private final Tool tool;
    private final Optional<Records> records;
    private final Optional<Function<RowPlaces.Row, Decision>> policies;
    private final RowSight rows;
    private int masked;
    private int dropped;

    /// @param records where they are; without, only the terms of the call count
    Filtering(PolicyQuestions questions, Call call, Tool tool, Optional<Records> records) {
        this.call = call;
        this.tool = tool;
        this.records = records;
        this.policies = records.map(its -> questions.ofRows(PolicyQuestions.Asked.of(call), tool, its.type()));
        this.rows = new RowSight(call.terms().rowsMax());
    }

    Tool tool() {
        return tool;
    }

    /// What becomes of what is no document.
    Records.Others others() {
        return records.map(its -> its.reading().others()).orElse(Records.Others.REFUSED);
    }

    /// The documents without what may not be seen; nothing where of one of them nothing is left.
    Optional<List<byte[]>> filtered(Carried carried) throws Unfilterable {
        List<JsonValue> documents = carried.documents();
        for (JsonValue document : documents) {
            look(document);
        }
        FieldMarks marks = marks();
        List<byte[]> filtered = new ArrayList<>();
        for (JsonValue document : documents) {
            DocumentFilter filter = new DocumentFilter(rows.plan(document));
            Optional<JsonValue> schema =
                    carried.isStructured() ? tool.definition().outputSchema() : Optional.empty();
            filter.filtered(document, marks, records.isEmpty(), schema).ifPresent(filtered::add);
            masked += filter.masked();
            dropped += filter.dropped();
        }
        return Optional.of(filtered).filter(all -> !all.isEmpty() && all.size() == documents.size());
    }

    private void look(JsonValue document) throws Unfilterable {
        if (records.isPresent()) {
            rows.look(RowPlaces.of(document, records.get(), rows.all()), policies.orElseThrow());
        } else if (call.terms().rowsMax().isPresent()) {
            rows.take(RowPlaces.ofOnlyList(document));
        }
    }

    private FieldMarks marks() {
        FieldMarks places = records.map(its -> its.rows()
                        .map(row -> FieldMarks.of(Mark.ROW, List.of(row)))
                        .orElseGet(() -> FieldMarks.here(Mark.ROW))
                        .and(FieldMarks.of(Mark.BESIDE, its.beside())))
                .orElse(FieldMarks.NONE);
        return places.and(AnswerTerms.marks(call.terms()));
    }

    /// What the model is told beside the rows: that there are more of those that may be seen, and never of others.
    Optional<String> told() {
        return rows.isCut()
                ? Optional.of("Only the first " + rows.most().orElseThrow() + " rows are shown; there are more.")
                : Optional.empty();
    }

    List<Note> notes() {
        List<Note> notes = new ArrayList<>(rows.notes());
        notes.add(new Note("fields", "masked", masked));
        notes.add(new Note("fields", "dropped", dropped));
        return notes.stream().filter(note -> note.count() > 0).toList();
    }
}
