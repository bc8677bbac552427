package io.tidegate.control;

import io.tidegate.config.Pointer;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

/// What stands in the arguments of a call where a pointer points?
///
/// A list at its end counts as what is in it: some servers take one value or several. A value on the way that is no
/// container counts as unfit, since some servers read more out of a text than JSON does.
final class Pointed {
    /// Most values of one request that a control looks at.
    static final int MOST = 1_000;

    private final List<Given> found = new ArrayList<>();

    List<Given> found() {
        return List.copyOf(found);
    }

    boolean isFull() {
        return found.size() > MOST;
    }

    void add(Given given) {
        found.add(given);
    }

    void at(JsonValue arguments, Pointer pointer) {
        walk(arguments, pointer.steps());
    }

    /// What a client wants completed counts as the argument of its name.
    void completing(JsonValue params, Pointer pointer) {
        JsonValue asked = params.get("argument").orElse(params);
        if (asked.string("name").isEmpty() || asked.string("value").isEmpty()) {
            found.add(Given.UNFIT);
            return;
        }
        String step = pointer.steps().getFirst();
        if (isNamed(asked.string("name").get(), step)) {
            walk(
                    asked.get("value").orElseThrow(),
                    pointer.steps().subList(1, pointer.steps().size()));
        }
        params.get("context")
                .flatMap(context -> context.get("arguments"))
                .ifPresent(others -> walk(others, pointer.steps()));
    }

    private void walk(JsonValue at, List<String> steps) {
        if (isFull()) {
            return;
        }
        if (steps.isEmpty()) {
            end(at);
            return;
        }
        String step = steps.getFirst();
        List<String> rest = steps.subList(1, steps.size());
        switch (at.kind()) {
            case OBJECT -> {
                for (JsonValue.Member member : at.members()) {
                    if (isNamed(member.name().text(), step)) {
                        walk(member.value(), rest);
                    }
                }
            }
            case ARRAY -> elements(at, step, rest);
            case STRING, NUMBER, TRUE, FALSE, NULL -> found.add(Given.UNFIT);
        }
    }

    /// Some servers do not tell large letters from small ones in names (Go's JSON), so both are looked at.
    private static boolean isNamed(String name, String step) {
        return step.equals(Pointer.ANY) || step.equalsIgnoreCase(name);
    }

    private void elements(JsonValue list, String step, List<String> rest) {
        boolean any = step.equals(Pointer.ANY);
        if (!any && !step.matches("0|[1-9][0-9]{0,8}")) {
            found.add(Given.UNFIT);
            return;
        }
        int at = 0;
        for (JsonValue element : list.elements()) {
            if (any || at == Integer.parseInt(step)) {
                walk(element, rest);
            }
            at++;
        }
    }

    private void end(JsonValue value) {
        if (!value.is(JsonKind.ARRAY)) {
            found.add(Given.of(value));
            return;
        }
        for (JsonValue element : value.elements()) {
            if (isFull()) {
                return;
            }
            found.add(Given.of(element));
        }
    }
}
