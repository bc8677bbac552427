package io.tidegate.json;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// Changes to a document, applied in one go: what is not named stays byte for byte, white space included.
///
/// Of two replacements of one value the later counts. Removing a member takes all changes inside it along; replacing a
/// value that has changes inside is refused, because they would be lost unseen.
public final class JsonEdits {
    private sealed interface Edit {
        record Replace(byte[] json) implements Edit {}

        record Retext(byte[] quoted) implements Edit {}

        record Remove() implements Edit {}

        record Put(Map<String, byte[]> members) implements Edit {}
    }

    private static final byte[] COMMA = {','};
    private static final byte[] NOTHING = {};

    private final JsonDocument document;
    private final NavigableMap<Integer, Edit> edits = new TreeMap<>();

    public JsonEdits(JsonDocument document) {
        this.document = document;
    }

    public boolean isEmpty() {
        return edits.isEmpty();
    }

    /// Puts other JSON, exactly one value, in the place of a value, or of a member's name (which must then be a
    /// string).
    ///
    /// @throws IllegalStateException if members were put into that object before
    public JsonEdits replace(JsonValue value, byte[] json) {
        return replace(value, new Edit.Replace(json));
    }

    /// Puts another text in the place of a string.
    public JsonEdits replaceText(JsonValue string, String text) {
        // INVARIANT: what the writer quoted is one value, so nothing has to read it again.
        return replace(
                string,
                new Edit.Retext(new JsonWriter(text.length() + 64).text(text).bytes()));
    }

    private JsonEdits replace(JsonValue value, Edit edit) {
        if (edits.get(own(value)) instanceof Edit.Put) {
            throw new IllegalStateException("that object has new members already");
        }
        edits.put(value.index(), edit);
        return this;
    }

    /// Removes a member from its object; `name` is the member's name as `members()` gives it.
    public JsonEdits remove(JsonValue name) {
        if (!name.isName()) {
            throw new IllegalArgumentException("only a member can be removed");
        }
        edits.put(own(name), new Edit.Remove());
        return this;
    }

    /// Sets a member of an object: in its place where it is there, even if it was to be removed, else at the end.
    ///
    /// @throws IllegalStateException if that object is replaced as a whole
    public JsonEdits put(JsonValue object, String name, byte[] json) {
        if (!object.is(JsonKind.OBJECT)) {
            throw new IllegalArgumentException("only an object has members");
        }
        int index = own(object);
        for (JsonValue.Member member : object.members()) {
            if (member.name().says(name)) {
                edits.computeIfPresent(member.name().index(), (_, edit) -> edit instanceof Edit.Remove ? null : edit);
                return replace(member.value(), json);
            }
        }
        Edit there = edits.computeIfAbsent(index, _ -> new Edit.Put(new LinkedHashMap<>()));
        if (there instanceof Edit.Put(Map<String, byte[]> members)) {
            members.put(name, json);
            return this;
        }
        throw new IllegalStateException("that object is replaced as a whole");
    }

    private int own(JsonValue value) {
        if (value.document() != document) {
            throw new IllegalArgumentException("a value of another document");
        }
        return value.index();
    }

    /// The changed document, read anew so that its map is true; the document itself where nothing was changed.
    ///
    /// @throws MalformedJson if a replacement is not one JSON value, if the result exceeds the limits, or if
    ///     a renamed member collides with another
    /// @throws IllegalStateException if something was changed inside a value that is replaced as a whole
    public JsonDocument apply(JsonLimits limits) throws MalformedJson {
        return edits.isEmpty() ? document : new Splice(limits).whole();
    }

    /// One walk over the touched values, which copies what lies between the changes.
    private final class Splice {
        private final JsonLimits limits;
        private final JsonWriter out = new JsonWriter(document.length() + 256);
        private int copied; // offset up to which the document was copied or left out

        Splice(JsonLimits limits) {
            this.limits = limits;
        }

        JsonDocument whole() throws MalformedJson {
            walk(document.root());
            copyUpTo(document.length());
            return JsonDocument.parse(out.bytes(), limits);
        }

        private void walk(JsonValue value) throws MalformedJson {
            int end = document.entry(value.index(), JsonDocument.NEXT);
            Integer first = edits.ceilingKey(value.index());
            if (first == null || first >= end) {
                return;
            }
            Edit edit = edits.get(value.index());
            if (edit instanceof Edit.Replace || edit instanceof Edit.Retext) {
                Integer inside = edits.higherKey(value.index());
                if (inside != null && inside < end) {
                    throw new IllegalStateException("a change inside a value that is replaced as a whole");
                }
                copyUpTo(value.start());
                replaced(edit);
                copied = value.end();
                return;
            }
            for (JsonValue element : value.elements()) {
                walk(element);
            }
            if (value.is(JsonKind.OBJECT)) {
                object(value);
            }
        }

        /// A removed member takes along the comma before it, or the one after it where it is the first.
        private void object(JsonValue object) throws MalformedJson {
            int end = object.start() + 1; // of the member before
            boolean some = false; // members are kept
            boolean leading = false; // the member before was removed, as were all before it
            for (JsonValue.Member member : object.members()) {
                int start = member.name().start();
                boolean removed = edits.get(member.name().index()) instanceof Edit.Remove;
                copied = leading ? start : copied;
                leading = removed && !some;
                if (removed) {
                    copyUpTo(some ? end : start);
                    copied = member.value().end();
                } else {
                    some = true;
                    walk(member.name());
                    walk(member.value());
                }
                end = member.value().end();
            }
            if (edits.get(object.index()) instanceof Edit.Put(Map<String, byte[]> members)) {
                copyUpTo(end);
                added(members, some);
            }
        }

        private void replaced(Edit edit) throws MalformedJson {
            switch (edit) {
                case Edit.Replace(byte[] json) -> splice(json);
                case Edit.Retext(byte[] quoted) -> append(quoted);
                case Edit.Put _, Edit.Remove _ -> throw new IllegalStateException("not in the place of a value");
            }
        }

        private void added(Map<String, byte[]> members, boolean some) throws MalformedJson {
            boolean comma = some;
            for (Map.Entry<String, byte[]> member : members.entrySet()) {
                JsonWriter name = new JsonWriter().name(member.getKey());
                append(comma ? COMMA : NOTHING);
                append(name.bytes());
                splice(member.getValue());
                comma = true;
            }
        }

        private void copyUpTo(int end) {
            out.append(document.bytes(), copied, Math.max(copied, end));
            copied = Math.max(copied, end);
        }

        /// INVARIANT: what is spliced in is one whole value, so that it can't bring members of its own.
        private void splice(byte[] json) throws MalformedJson {
            JsonDocument.parse(json, limits);
            append(json);
        }

        private void append(byte[] json) {
            out.append(json, 0, json.length);
        }
    }
}
