package io.tidegate.control;

import io.tidegate.call.Call;
import io.tidegate.call.Reason;
import io.tidegate.call.Verdict;
import io.tidegate.catalog.Prompt;
import io.tidegate.catalog.Resource;
import io.tidegate.catalog.Tool;
import io.tidegate.config.Access;
import io.tidegate.config.Glob;
import io.tidegate.config.Guard;
import io.tidegate.config.Pointer;
import io.tidegate.json.JsonValue;
import io.tidegate.mcp.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which guards of one kind look at a request, and at which of its values? Each of them has to agree.
///
/// What can't be looked at is refused: a value of a kind that a guard does not know, more than [Judging] takes, a
/// completion of the URI of a resource.
final class Bindings<E> {
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):.*", Pattern.DOTALL);
    private static final Objection UNFIT =
            new Objection("unfit", "is of a kind that can't be checked", "Give it as its description says.");
    private static final Objection ABSENT = new Objection("absent", "is missing", "Give it.");
    private static final Objection COMPLETION =
            new Objection("completion", "can't be completed", "Write it whole, and read it.");

    private final Map<String, List<Bound<E>>> byServer;

    /// One guard, with the engine that judges by it.
    record Bound<E>(Guard.Scope scope, Guard.Parameters parameters, E engine) {}

    Bindings(Map<String, List<Bound<E>>> byServer) {
        this.byServer = Map.copyOf(byServer);
    }

    Verdict judge(Call call, Reason reason, Judging.Judge<E> judge) {
        return judge(call, reason, judge, Judging.CHARACTERS_MOST);
    }

    /// Where it takes long to judge, with fewer characters of all values of a guard.
    Verdict judge(Call call, Reason reason, Judging.Judge<E> judge, int characters) {
        return judge(call, new Judging<>(reason, judge, Optional.empty(), characters));
    }

    /// With the values of each guard together, where its arguments are of one piece.
    Verdict judge(Call call, Reason reason, Judging.Judge<E> judge, Judging.Together<E> together) {
        return judge(call, new Judging<>(reason, judge, Optional.of(together), Judging.CHARACTERS_MOST));
    }

    private Verdict judge(Call call, Judging<E> judging) {
        for (Bound<E> bound : byServer.getOrDefault(call.target().server().name(), List.of())) {
            Optional<Verdict> refused =
                    switch (call.target()) {
                        case Tool tool ->
                            !Method.isOfTask(call.method())
                                            && fits(bound.scope().tools(), tool.name())
                                    ? arguments(bound, call, judging)
                                    : Optional.empty();
                        case Prompt prompt ->
                            fits(bound.scope().prompts(), prompt.name())
                                    ? arguments(bound, call, judging)
                                    : Optional.empty();
                        case Resource resource -> resource(bound, resource, call.method(), judging);
                    };
            if (refused.isPresent()) {
                return refused.get();
            }
        }
        return Verdict.PASS;
    }

    private static boolean fits(List<String> patterns, String name) {
        return patterns.stream().anyMatch(pattern -> Glob.fits(pattern, name));
    }

    private static <E> Optional<Verdict> arguments(Bound<E> bound, Call call, Judging<E> judging) {
        boolean completes = call.method().equals(Method.COMPLETE);
        JsonValue params = call.params().json().root();
        List<Given> seen = new ArrayList<>();
        for (Pointer pointer : bound.parameters().in()) {
            String whose = "The argument `" + pointer.text() + "`";
            Pointed pointed = new Pointed();
            if (completes) {
                pointed.completing(params, pointer);
            } else {
                pointed.at(call.arguments(), pointer);
            }
            seen.addAll(pointed.found());
            Optional<Objection> tooMuch = judging.tooMuch(seen);
            if (tooMuch.isPresent()) {
                return judging.refuse(whose, pointer.text(), tooMuch.get());
            }
            for (Given given : pointed.found()) {
                Optional<Objection> objection = given.kind() == Given.Kind.UNFIT
                        ? Optional.of(UNFIT)
                        : judging.judge().judge(bound.engine(), given);
                if (objection.isPresent()) {
                    return judging.refuse(whose, pointer.text(), objection.get());
                }
            }
        }
        boolean missing = seen.isEmpty() && !completes && bound.parameters().absent() == Access.REFUSED;
        String first = bound.parameters().in().getFirst().text();
        Optional<Objection> objection = missing
                ? Optional.of(ABSENT)
                : judging.together()
                        .filter(_ -> !seen.isEmpty())
                        .flatMap(together -> together.judge(bound.engine(), seen));
        return objection.flatMap(each -> judging.refuse("The argument `" + first + "`", first, each));
    }

    /// What has no plain scheme is looked at by all guards of resources.
    private static <E> Optional<Verdict> resource(
            Bound<E> bound, Resource resource, String method, Judging<E> judging) {
        Matcher scheme = SCHEME.matcher(resource.name());
        boolean other =
                scheme.matches() && bound.scope().resources().stream().noneMatch(scheme.group(1)::equalsIgnoreCase);
        if (other || bound.scope().resources().isEmpty()) {
            return Optional.empty();
        }
        Optional<Objection> objection = method.equals(Method.COMPLETE)
                ? Optional.of(COMPLETION)
                : judging.judge().judge(bound.engine(), new Given(Given.Kind.URI, resource.name()));
        return objection.flatMap(each -> judging.refuse("The URI of the resource", "uri", each));
    }
}
