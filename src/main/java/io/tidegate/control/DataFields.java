package io.tidegate.control;

import io.tidegate.config.DataRules.Direction;
import io.tidegate.detect.Finding;
import io.tidegate.detect.Treatment.Spot;
import io.tidegate.json.JsonPaths;
import io.tidegate.json.JsonPaths.Path;
import io.tidegate.json.JsonValue;
import java.util.Optional;

/// Does something that was found stand in a field that a pointer names?
///
/// The path of what was found is held against all pointers at once: none of them is walked through the document.
///
/// Fields are those of the arguments of a call, and of structured content; of an answer also those of every text that
/// is a JSON object or list itself. Texts in arguments are not looked into: whoever wrote the arguments could put a
/// field of that name into any of them. A field is a string or a number; a list counts as what is in it. Names of
/// members are in no field.
final class DataFields {
    private final Optional<JsonValue> root;
    private final boolean looksIntoTexts;
    private Optional<JsonPaths> known = Optional.empty(); // of the document that the root stands in
    private Optional<TextFields> last = Optional.empty(); // that was looked into

    private DataFields(Optional<JsonValue> root, Direction direction) {
        this.root = root;
        this.looksIntoTexts = direction == Direction.RETURNED;
    }

    /// @param message `params` of a request, or what a server said
    static DataFields of(JsonValue message, Direction direction) {
        String member =
                switch (direction) {
                    case ARGUMENTS -> "arguments";
                    case RETURNED -> "structuredContent";
                };
        return new DataFields(message.get(member), direction);
    }

    /// @param root arguments, or structured content
    static DataFields ofWhole(JsonValue root, Direction direction) {
        return new DataFields(Optional.of(root), direction);
    }

    /// Of a text.
    static DataFields ofText(Direction direction) {
        return new DataFields(Optional.empty(), direction);
    }

    /// The first of the pointers in whose field all of a finding stands, or [PointerTree#NONE].
    int first(PointerTree pointers, Finding piece, Spot spot) {
        if (pointers.isEmpty() || spot.value().filter(JsonValue::isName).isPresent()) {
            return PointerTree.NONE;
        }
        int ofMember = spot.value().flatMap(this::path).map(pointers::first).orElse(PointerTree.NONE);
        return looksIntoTexts ? Math.min(ofMember, inText(pointers, piece, spot)) : ofMember;
    }

    private Optional<Path> path(JsonValue value) {
        return root.flatMap(top -> {
            JsonPaths paths = known.orElseGet(() -> new JsonPaths(top.document()));
            known = Optional.of(paths);
            return paths.path(top, value);
        });
    }

    private int inText(PointerTree pointers, Finding piece, Spot spot) {
        TextFields fields = last.filter(known -> known.isOf(spot.text())).orElseGet(() -> new TextFields(spot.text()));
        last = Optional.of(fields);
        return fields.path(piece).map(pointers::first).orElse(PointerTree.NONE);
    }
}
