package io.tidegate.policy;

import io.tidegate.cedar.EvaluationError;
import io.tidegate.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which values are in such places? A part of JSONPath (RFC 9535): names, numbers of elements, `*` for any, and once
/// `..` for any depth. No filters, slices, or counting from the end.
record JsonPath(List<Step> steps) {
    /// What a path begins with, and a JSON Pointer never does.
    static final String ROOT = "$";

    private static final Pattern STEP = Pattern.compile("""
            (?<dots>\\.\\.?)(?:(?<name>[A-Za-z_\\x{80}-\\x{10FFFF}][\\w\\x{80}-\\x{10FFFF}]*)|\\*)\
            |(?<deep>\\.\\.)?\\[(?:'(?<single>[^'\\\\\\p{Cntrl}]*)'|"(?<double>[^"\\\\\\p{Cntrl}]*)"\
            |(?<index>0|[1-9][0-9]{0,8})|\\*)]""");

    private static final int STEPS_MAX = 16;
    private static final int VALUES_MAX = 10_000;

    /// @param deep whether it is taken from each value below, too
    record Step(boolean deep, Which which) {}

    /// Which of the parts of a value.
    sealed interface Which {
        record Member(String name) implements Which {}

        record Element(int index) implements Which {}

        record Any() implements Which {}
    }

    /// Nothing where the text is no such path.
    static Optional<JsonPath> of(String text) {
        List<Step> steps = new ArrayList<>();
        Matcher step = STEP.matcher(text);
        int at = ROOT.length();
        while (at < text.length()) {
            if (!step.region(at, text.length()).lookingAt()) {
                return Optional.empty();
            }
            steps.add(step(step));
            at = step.end();
        }
        boolean isBounded = steps.stream().filter(Step::deep).count() <= 1 && steps.size() <= STEPS_MAX;
        return text.startsWith(ROOT) && !steps.isEmpty() && isBounded
                ? Optional.of(new JsonPath(steps))
                : Optional.empty();
    }

    private static Step step(Matcher step) {
        boolean deep = "..".equals(step.group("dots")) || step.group("deep") != null;
        for (String group : List.of("name", "single", "double")) {
            if (step.group(group) != null) {
                return new Step(deep, new Which.Member(step.group(group)));
            }
        }
        String index = step.group("index");
        return new Step(deep, index == null ? new Which.Any() : new Which.Element(Integer.parseInt(index)));
    }

    /// Those that are there, in their order.
    ///
    /// @throws EvaluationError where there are more than are looked at
    List<JsonValue> in(JsonValue root) {
        List<JsonValue> found = List.of(root);
        for (Step step : steps) {
            List<JsonValue> next = new ArrayList<>();
            found.forEach(value -> take(step, value, next));
            found = next;
        }
        return found;
    }

    private static void take(Step step, JsonValue value, List<JsonValue> found) {
        switch (step.which()) {
            case Which.Member(String name) -> value.get(name).ifPresent(found::add);
            case Which.Element(int index) -> element(value, index).ifPresent(found::add);
            case Which.Any() -> parts(value, found::add);
        }
        if (found.size() > VALUES_MAX) {
            throw EvaluationError.Kind.LIMIT.error();
        }
        if (step.deep()) {
            parts(value, part -> take(step, part, found)); // no deeper than a message may be
        }
    }

    /// Nothing where the value is no array, or has no such element.
    static Optional<JsonValue> element(JsonValue value, int index) {
        int before = index;
        for (JsonValue element : value.elements()) {
            if (before-- == 0) {
                return Optional.of(element);
            }
        }
        return Optional.empty();
    }

    /// Elements, or the values of members; what is neither array nor object has none.
    private static void parts(JsonValue value, Consumer<JsonValue> taker) {
        value.elements().forEach(taker);
        value.members().forEach(member -> taker.accept(member.value()));
    }
}
