package io.tidegate.records;

import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import io.tidegate.json.JsonWriter;
import io.tidegate.records.FieldMarks.Mark;
import java.nio.charset.StandardCharsets;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;

/// How does a document read without what must not be seen? What stays is copied as it stands.
///
/// A field that the document's schema demands is not left out but made empty of its kind, as a masked one is.
public final class DocumentFilter {
    private static final byte[] ZERO = "0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

    private final Plan plan;
    private final Promises promises = new Promises();
    private final JsonWriter out = new JsonWriter();
    private int masked;
    private int dropped;

    /// What becomes of the rows of one document.
    ///
    /// @param seen where rows begin that stay, each with what is said of its fields
    /// @param gone where rows begin that go
    public record Plan(NavigableMap<Integer, FieldMarks> seen, NavigableSet<Integer> gone) {
        private boolean hasSeen(JsonValue within) {
            Integer first = seen.ceilingKey(within.start());
            return first != null && first < within.end();
        }

        private boolean touches(JsonValue value) {
            Integer first = gone.ceiling(value.start());
            return (first != null && first < value.end())
                    || seen.subMap(value.start(), true, value.end(), false).values().stream()
                            .anyMatch(marks -> !marks.isEmpty());
        }
    }

    /// What becomes of a value.
    private enum Fate {
        /// All of it stays, but for what is said of its fields.
        STAYS,
        /// Only the way to rows, and what may stand beside them.
        LEADS,
        /// A field without its value.
        EMPTIED,
        /// Not there, or emptied where it has to be there.
        DROPPED,
        /// Not there.
        GONE
    }

    public DocumentFilter(Plan plan) {
        this.plan = plan;
    }

    /// How many fields lost their values.
    public int masked() {
        return masked;
    }

    /// How many fields were taken out.
    public int dropped() {
        return dropped;
    }

    /// The document, or nothing where nothing of it is left.
    ///
    /// @param open whether what nothing is said of stays
    public Optional<byte[]> filtered(JsonValue root, FieldMarks marks, boolean open, Optional<JsonValue> schema)
            throws Unfilterable {
        Fate fate = fate(root, marks, open);
        if (fate != Fate.STAYS && fate != Fate.LEADS) {
            return Optional.empty();
        }
        write(root, marks, fate, schema);
        return Optional.of(out.bytes());
    }

    private Fate fate(JsonValue value, FieldMarks marks, boolean open) {
        boolean isRow = marks.says(Mark.ROW);
        if (plan.gone().contains(value.start()) || (isRow && !plan.seen().containsKey(value.start()))) {
            return Fate.GONE;
        }
        if (marks.says(Mark.DROPPED)) {
            dropped++;
            return Fate.DROPPED;
        }
        if (marks.says(Mark.MASKED)) {
            masked++;
            return Fate.EMPTIED;
        }
        if (open || isRow || marks.says(Mark.BESIDE)) {
            return Fate.STAYS;
        }
        boolean isWay = (value.is(JsonKind.OBJECT) || value.is(JsonKind.ARRAY))
                && (marks.leadsTo(Mark.ROW) || marks.leadsTo(Mark.BESIDE));
        if (!isWay) {
            return Fate.DROPPED;
        }
        // INVARIANT: nothing tells how many there were that went.
        return marks.isOneOfMany() && !plan.hasSeen(value) ? Fate.GONE : Fate.LEADS;
    }

    private void write(JsonValue value, FieldMarks around, Fate fate, Optional<JsonValue> schema) throws Unfilterable {
        FieldMarks marks = around.and(plan.seen().getOrDefault(value.start(), FieldMarks.NONE));
        boolean open = fate == Fate.STAYS;
        marks.check(value);
        if (open && marks.isEmpty() && !plan.touches(value)) {
            out.value(value);
            return;
        }
        switch (value.kind()) {
            case OBJECT -> object(value, marks, open, schema);
            case ARRAY -> array(value, marks, open, schema);
            case STRING, NUMBER, TRUE, FALSE, NULL -> out.value(value);
        }
    }

    private void object(JsonValue object, FieldMarks marks, boolean open, Optional<JsonValue> schema)
            throws Unfilterable {
        Promises.Promise promise = promises.of(schema);
        out.object();
        for (JsonValue.Member member : object.members()) {
            String name = member.name().text();
            FieldMarks inner = marks.into(name);
            Fate fate = fate(member.value(), inner, open);
            boolean needed = fate == Fate.DROPPED && promise.required().contains(name);
            if (fate == Fate.EMPTIED || needed) {
                out.name(name);
                empty(member.value());
            } else if (fate == Fate.STAYS || fate == Fate.LEADS) {
                out.name(name);
                write(
                        member.value(),
                        inner,
                        fate,
                        Optional.ofNullable(promise.members().get(name)));
            }
        }
        out.endObject();
    }

    private void array(JsonValue array, FieldMarks marks, boolean open, Optional<JsonValue> schema)
            throws Unfilterable {
        Optional<JsonValue> its = promises.of(schema).items();
        out.array();
        int index = 0;
        for (JsonValue element : array.elements()) {
            FieldMarks inner = marks.into(index++);
            Fate fate = fate(element, inner, open);
            switch (fate) {
                case STAYS, LEADS -> write(element, inner, fate, its);
                case EMPTIED -> empty(element);
                case DROPPED, GONE -> {}
            }
        }
        out.endArray();
    }

    /// A value of the same kind that says nothing.
    private void empty(JsonValue value) {
        switch (value.kind()) {
            case STRING -> out.text("***");
            case NUMBER -> out.raw(ZERO);
            case TRUE, FALSE -> out.bool(false);
            case NULL -> out.raw(NULL);
            case ARRAY -> out.array().endArray();
            case OBJECT -> out.object().endObject();
        }
    }
}
