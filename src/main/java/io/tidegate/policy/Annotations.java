package io.tidegate.policy;

import io.tidegate.config.Pointer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/// What do the annotations of a policy bind it to, and what is wrong with them? Cedar ignores those that it does not
/// know; we refuse them, so that a mistyped `@require` never becomes a permit without conditions.
final class Annotations {
    private static final Set<String> KNOWN =
            new TreeSet<>(Set.of("id", "reason", "advice", "require", "mask", "drop_fields", "limit_rows", "log"));
    private static final Set<String> OF_ANSWERS = Set.of("mask", "drop_fields", "limit_rows");
    private static final int FIELDS_MAX = 64;
    private static final int ROWS_MAX = 100_000;

    private final JsonNode all;
    private final Set<String> actions;
    private final boolean isForbid;
    private final Set<Obligation> obligations = new LinkedHashSet<>();
    private final List<String> faults = new ArrayList<>();

    /// @param actions the ids of those that the head names; none where it is about all
    Annotations(JsonNode all, Set<String> actions, boolean isForbid) {
        this.all = all;
        this.actions = Set.copyOf(actions);
        this.isForbid = isForbid;
        all.properties()
                .forEach(annotation ->
                        read(annotation.getKey(), annotation.getValue().asString("")));
    }

    /// A text, where there is one.
    Optional<String> text(String name) {
        return Optional.of(all.path(name).asString("")).filter(text -> !text.isBlank());
    }

    /// To be used only where there are no faults.
    Set<Obligation> obligations() {
        return Set.copyOf(obligations);
    }

    List<String> faults() {
        return List.copyOf(faults);
    }

    private void read(String name, String value) {
        if (!KNOWN.contains(name)) {
            faults.add("`@" + name + "` is not known; annotations are `@" + String.join("`, `@", KNOWN) + "`");
        } else if (value.isBlank()) {
            faults.add("`@" + name + "` needs a text, as in `@" + name + "(\"...\")`");
        } else {
            place(name).ifPresent(fault -> faults.add("`@" + name + "` " + fault));
            oblige(name, value);
        }
    }

    /// What is wrong with where it stands.
    private Optional<String> place(String name) {
        boolean isLog = name.equals("log");
        if (name.equals("require")) {
            return isOnlyAbout(Set.of(Asked.RELEASE, Asked.SEE)) || actions.contains(Asked.RELEASE)
                    ? Optional.of("stands on a policy about what came back: by then the call was made")
                    : Optional.empty();
        }
        if (!isLog && !OF_ANSWERS.contains(name)) {
            return Optional.empty();
        }
        if (isForbid) {
            return Optional.of("stands on a `forbid`; it belongs on the `permit` whose answers it is about");
        }
        Set<String> others = isLog
                ? Set.of(Asked.RELEASE, Asked.SEE)
                : Set.of(Asked.RELEASE, Facts.Kind.PROMPT.action(), Facts.Kind.RESOURCE.action());
        return isOnlyAbout(others)
                ? Optional.of(
                        isLog
                                ? "is about calls, prompts and resources; this policy is about none of them"
                                : "is about answers of tools and about records; the policy has to be about `call` or `see`")
                : Optional.empty();
    }

    private boolean isOnlyAbout(Set<String> others) {
        return !actions.isEmpty() && others.containsAll(actions);
    }

    private void oblige(String name, String value) {
        switch (name) {
            case "require" -> {
                switch (value) {
                    case "approval" -> obligations.add(Obligation.APPROVAL);
                    case "user-confirmation" -> obligations.add(Obligation.CONFIRMATION);
                    default ->
                        faults.add("`@require(\"" + value + "\")` is not known; write `@require(\"approval\")` or"
                                + " `@require(\"user-confirmation\")`");
                }
            }
            case "mask" -> fields(name, value).forEach(field -> obligations.add(new Obligation.Mask(field)));
            case "drop_fields" -> fields(name, value).forEach(field -> obligations.add(new Obligation.Drop(field)));
            case "limit_rows" -> limit(value);
            case "log" -> obligations.add(new Obligation.Log(value));
            default -> {} // words, which bind nobody
        }
    }

    private void limit(String value) {
        boolean isNumber = value.matches("[1-9][0-9]{0,5}") && Integer.parseInt(value) <= ROWS_MAX;
        if (isNumber) {
            obligations.add(new Obligation.LimitRows(Integer.parseInt(value)));
        } else {
            faults.add("`@limit_rows(\"" + value + "\")` is no whole number from 1 to " + ROWS_MAX);
        }
    }

    private List<Pointer> fields(String name, String value) {
        List<Pointer> fields = new ArrayList<>();
        for (String text : value.split(",", -1)) {
            String field = text.strip();
            if (!field.startsWith("/") || !Pointer.isPointer(field)) {
                faults.add("`@" + name + "`: `" + field + "` is no JSON pointer such as `/customer/email` or"
                        + " `/items/*/iban`");
            } else {
                fields.add(new Pointer(field));
            }
        }
        if (fields.size() > FIELDS_MAX) {
            faults.add("`@" + name + "` has more than " + FIELDS_MAX + " fields");
        }
        return fields;
    }
}
