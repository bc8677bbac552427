package io.tidegate.control;

import io.tidegate.call.Note;
import io.tidegate.call.Terms;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonValue;
import io.tidegate.policy.Decision;
import io.tidegate.policy.PolicyRef;
import io.tidegate.records.DocumentFilter.Plan;
import io.tidegate.records.FieldMarks;
import io.tidegate.records.RowPlaces;
import io.tidegate.records.Unfilterable;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Which rows of an answer may its caller see, and what of each? All its documents are looked at before any is cut, so
/// that a limit of any row is a limit of all.
final class RowSight {
    private final IdentityHashMap<JsonDocument, List<Seen>> seen = new IdentityHashMap<>();
    private final Map<String, Integer> by = new TreeMap<>();
    private OptionalInt most;
    private int all;
    private int visible;

    /// A row that may be seen, on these terms.
    ///
    /// @param before how many there are before it
    private record Seen(JsonValue row, FieldMarks marks, int before) {}

    /// @param most rows that the terms of the call allow
    RowSight(OptionalInt most) {
        this.most = most;
    }

    /// Asks about each of these.
    ///
    /// @throws Unfilterable where policies can't say
    void look(List<RowPlaces.Row> rows, Function<RowPlaces.Row, Decision> policies) throws Unfilterable {
        for (RowPlaces.Row row : rows) {
            Decision decision = policies.apply(row);
            if (decision.answer() == Decision.Answer.NOT_DECIDABLE) {
                throw new Unfilterable("row-" + decision.describe());
            }
            all++;
            if (decision.allowed()) {
                Terms terms = AnswerTerms.of(decision);
                most = IntStream.concat(most.stream(), terms.rowsMax().stream()).min();
                add(row.value(), AnswerTerms.marks(terms));
                decision.determining().stream()
                        .map(PolicyRef::describe)
                        .forEach(policy -> by.merge(policy, 1, Integer::sum));
            }
        }
    }

    /// All of these may be seen.
    void take(List<JsonValue> rows) {
        all += rows.size();
        rows.forEach(row -> add(row, FieldMarks.NONE));
    }

    private void add(JsonValue row, FieldMarks marks) {
        seen.computeIfAbsent(row.document(), _ -> new ArrayList<>()).add(new Seen(row, marks, visible++));
    }

    /// What becomes of the rows of a document, once all were looked at.
    Plan plan(JsonValue root) {
        Plan plan = new Plan(new TreeMap<>(), new TreeSet<>());
        for (Seen each : seen.getOrDefault(root.document(), List.of())) {
            if (most.isPresent() && each.before() >= most.getAsInt()) {
                plan.gone().add(each.row().start());
            } else {
                plan.seen().put(each.row().start(), each.marks());
            }
        }
        return plan;
    }

    /// How many were looked at.
    int all() {
        return all;
    }

    /// Whether rows that may be seen were cut off.
    boolean isCut() {
        return most.isPresent() && visible > most.getAsInt();
    }

    /// How many rows there are at most, where that is limited.
    OptionalInt most() {
        return most;
    }

    /// How many, never which.
    List<Note> notes() {
        List<Note> notes = new ArrayList<>();
        int shown = Math.min(visible, most.orElse(Integer.MAX_VALUE));
        notes.add(new Note("rows", "shown", shown));
        notes.add(new Note("rows", "withheld", all - visible));
        notes.add(new Note("rows", "cut", visible - shown));
        by.forEach((policy, count) -> notes.add(new Note("seen-by", policy, count)));
        return notes.stream().filter(note -> note.count() > 0).toList();
    }
}
