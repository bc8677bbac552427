package io.tidegate.control;

import io.tidegate.config.DataRules.Direction;
import io.tidegate.config.Pointer;
import io.tidegate.detect.Finding;
import io.tidegate.detect.Treatment.Spot;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Does something that was found stand in a field that a pointer names?
///
/// Fields are those of the arguments of a call, and of structured content; of an answer also those of every text that
/// is a JSON object or list itself. Texts in arguments are not looked into: whoever wrote the arguments could put a
/// field of that name into any of them. A field is a string or a number; a list counts as what is in it. Names of
/// members are in no field.
final class DataFields {
    private static final Pattern PLACE = Pattern.compile("0|[1-9][0-9]{0,8}"); // RFC 6901, section 4
    private static final int NO_PLACE = -1;

    private final Optional<JsonValue> root;
    private final boolean looksIntoTexts;
    private final Map<Pointer, Set<Integer>> known = new HashMap<>();
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

    /// Whether all of a finding stands in such a field.
    boolean hold(Pointer pointer, Finding piece, Spot spot) {
        boolean isOfMember = spot.value()
                .filter(value -> known.computeIfAbsent(pointer, this::starts).contains(value.start()))
                .isPresent();
        return isOfMember || (looksIntoTexts && isInText(pointer, piece, spot));
    }

    private Set<Integer> starts(Pointer pointer) {
        Set<Integer> starts = new HashSet<>();
        root.ifPresent(top -> at(top, pointer).forEach(value -> starts.add(value.start())));
        return starts;
    }

    private boolean isInText(Pointer pointer, Finding piece, Spot spot) {
        if (spot.value().filter(JsonValue::isName).isPresent()) {
            return false;
        }
        TextFields fields = last.filter(known -> known.isOf(spot.text())).orElseGet(() -> new TextFields(spot.text()));
        last = Optional.of(fields);
        return fields.hold(pointer, piece);
    }

    /// The strings and numbers at the end of a pointer, in the order in which they stand there.
    static List<JsonValue> at(JsonValue top, Pointer pointer) {
        List<JsonValue> reached = List.of(top);
        for (String step : pointer.steps()) {
            List<JsonValue> next = new ArrayList<>();
            int place = PLACE.matcher(step).matches() ? Integer.parseInt(step) : NO_PLACE;
            reached.forEach(value -> step(value, step, place, next));
            reached = next;
        }
        List<JsonValue> ends = new ArrayList<>();
        reached.forEach(value -> {
            if (value.is(JsonKind.ARRAY)) {
                value.elements().forEach(ends::add);
            } else {
                ends.add(value);
            }
        });
        return ends.stream()
                .filter(value -> value.is(JsonKind.STRING) || value.is(JsonKind.NUMBER))
                .toList();
    }

    /// @param place in a list, which the step names, or [#NO_PLACE]
    private static void step(JsonValue value, String step, int place, List<JsonValue> next) {
        boolean any = step.equals(Pointer.ANY);
        for (JsonValue.Member member : value.members()) {
            if (any || member.name().says(step)) {
                next.add(member.value());
            }
        }
        int at = 0;
        for (JsonValue element : value.elements()) {
            if (any || at == place) {
                next.add(element);
            }
            at++;
        }
    }
}
