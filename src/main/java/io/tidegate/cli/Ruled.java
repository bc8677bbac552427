package io.tidegate.cli;

import io.tidegate.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What did one control rule of a call, by its entry in the trail?
record Ruled(boolean isRefused, List<Note> notes) {
    record Note(String what, String kind) {}

    /// Nothing where the control is not in the entry: another had refused before it, or the program had no such notes.
    static Optional<Ruled> of(JsonValue entry, String control) {
        for (JsonValue ruling : elements(entry, "rulings")) {
            if (ruling.string("control").filter(control::equals).isPresent()) {
                List<Note> notes = new ArrayList<>();
                for (JsonValue note : elements(ruling, "notes")) {
                    notes.add(new Note(
                            note.string("what").orElse(""), note.string("kind").orElse("")));
                }
                return Optional.of(new Ruled(
                        ruling.string("verdict").filter("refuse"::equals).isPresent(), notes));
            }
        }
        return Optional.empty();
    }

    static Iterable<JsonValue> elements(JsonValue of, String name) {
        return of.get(name).map(JsonValue::elements).orElse(List.of());
    }

    /// What the first note of this name says.
    Optional<String> note(String what) {
        return all(what).stream().findFirst();
    }

    List<String> all(String what) {
        return notes.stream()
                .filter(note -> note.what().equals(what))
                .map(Note::kind)
                .toList();
    }
}
