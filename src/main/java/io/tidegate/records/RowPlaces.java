package io.tidegate.records;

import io.tidegate.config.Access;
import io.tidegate.config.Pointer;
import io.tidegate.config.Records;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where are the rows of a document, and which records are they? What does not fit what the operator says of them can't
/// be filtered.
public final class RowPlaces {
    private static final Pattern WHOLE = Pattern.compile("-?(?:0|[1-9][0-9]*)");

    private final Records records;
    private final int before;
    private final List<Row> found = new ArrayList<>();

    private RowPlaces(Records records, int before) {
        this.records = records;
        this.before = before;
    }

    /// A row and its id.
    public record Row(JsonValue value, String id) {}

    /// The rows in their order.
    ///
    /// @param before how many rows of the same answer stand in other documents
    public static List<Row> of(JsonValue root, Records records, int before) throws Unfilterable {
        RowPlaces places = new RowPlaces(records, before);
        places.walk(root, records.rows().map(Pointer::steps).orElse(List.of()));
        return List.copyOf(places.found);
    }

    /// The elements of the only list that a document has, not counting those within it.
    public static List<JsonValue> ofOnlyList(JsonValue root) throws Unfilterable {
        List<JsonValue> lists = new ArrayList<>();
        collect(root, lists);
        if (lists.size() != 1) {
            throw new Unfilterable("rows-unknown");
        }
        List<JsonValue> rows = new ArrayList<>();
        lists.getFirst().elements().forEach(rows::add);
        return rows;
    }

    private static void collect(JsonValue value, List<JsonValue> lists) {
        if (value.is(JsonKind.ARRAY)) {
            lists.add(value);
        }
        value.members().forEach(member -> collect(member.value(), lists));
    }

    private void walk(JsonValue at, List<String> steps) throws Unfilterable {
        if (at.is(JsonKind.NULL)) {
            absent();
            return;
        }
        if (steps.isEmpty()) {
            add(at);
            return;
        }
        String step = steps.getFirst();
        List<String> rest = steps.subList(1, steps.size());
        switch (at.kind()) {
            case OBJECT -> {
                if (step.equals(Pointer.ANY)) {
                    for (JsonValue.Member member : at.members()) {
                        walk(member.value(), rest);
                    }
                } else {
                    below(at.get(step), rest);
                }
            }
            case ARRAY -> {
                if (!step.equals(Pointer.ANY)) {
                    throw new Unfilterable("rows-shape");
                }
                for (JsonValue element : at.elements()) {
                    walk(element, rest);
                }
            }
            case STRING, NUMBER, TRUE, FALSE, NULL -> throw new Unfilterable("rows-shape");
        }
    }

    private void below(Optional<JsonValue> member, List<String> rest) throws Unfilterable {
        if (member.isPresent()) {
            walk(member.get(), rest);
        } else {
            absent();
        }
    }

    private void absent() throws Unfilterable {
        if (records.reading().absent() == Access.REFUSED) {
            throw new Unfilterable("no-rows");
        }
    }

    private void add(JsonValue row) throws Unfilterable {
        if (!row.is(JsonKind.OBJECT)) {
            throw new Unfilterable("row-shape");
        }
        if (before + found.size() >= records.reading().most()) {
            throw new Unfilterable("too-many-rows");
        }
        found.add(new Row(row, id(row)));
    }

    private String id(JsonValue row) throws Unfilterable {
        Optional<JsonValue> place = Optional.of(row);
        for (String step : records.id().steps()) {
            place = place.flatMap(at -> at.get(step));
        }
        return place.flatMap(RowPlaces::told)
                .filter(id -> !id.isEmpty())
                .orElseThrow(() -> new Unfilterable("row-without-id"));
    }

    /// A text as it stands, a whole number as it is written.
    private static Optional<String> told(JsonValue id) {
        return switch (id.kind()) {
            case STRING -> Optional.of(id.text());
            case NUMBER ->
                Optional.of(id.json()).filter(text -> WHOLE.matcher(text).matches());
            case TRUE, FALSE, NULL, ARRAY, OBJECT -> Optional.empty();
        };
    }
}
