package io.tidegate.control;

import io.tidegate.call.Call;
import io.tidegate.call.ControlId;
import io.tidegate.call.Reason;
import io.tidegate.call.Verdict;
import io.tidegate.config.Glob;
import io.tidegate.config.Guard;
import io.tidegate.guard.CommandFault;
import io.tidegate.guard.CommandForm;
import io.tidegate.guard.CommandRules;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Is each command that a server gets one of the programs, with the arguments, that the operator allowed?
///
/// Does not see what a program does with arguments that fit, nor what a shell makes of its name: an alias, a function.
final class CommandShape implements BeforeControl {
    private static final int TOLD_MAX = 8;

    private final Bindings<Engine> bindings;

    private record Engine(CommandRules rules, CommandForm form) {}

    CommandShape(Guards guards) {
        this.bindings = guards.bound(
                Guard.Rule.Command.class,
                (_, command) -> new Engine(new CommandRules(command.programs(), Glob::fits), command.form()));
    }

    @Override
    public ControlId id() {
        return ControlId.COMMAND_SHAPE;
    }

    @Override
    public Verdict judge(Call call) {
        return bindings.judge(call, Reason.COMMAND_NOT_ALLOWED, CommandShape::objection, CommandShape::together);
    }

    private static Optional<Objection> objection(Engine engine, Given given) {
        Optional<CommandFault> fault =
                switch (given.kind()) {
                    case TEXT ->
                        switch (engine.form()) {
                            case TEXT -> engine.rules().judge(given.text());
                            case WORDS -> Optional.empty();
                        };
                    case NUMBER, TRUTH, URI, UNFIT -> Optional.of(CommandFault.NOT_TEXT);
                };
        return fault.map(each -> told(engine, each));
    }

    private static Optional<Objection> together(Engine engine, List<Given> values) {
        return switch (engine.form()) {
            case TEXT -> Optional.empty();
            case WORDS ->
                engine.rules().judge(values.stream().map(Given::text).toList()).map(each -> told(engine, each));
        };
    }

    private static Objection told(Engine engine, CommandFault fault) {
        List<String> all = List.copyOf(engine.rules().programs());
        String programs =
                all.stream().limit(TOLD_MAX).map(program -> "`" + program + "`").collect(Collectors.joining(", "));
        int more = all.size() - TOLD_MAX;
        return new Objection(
                fault.code(),
                fault.sentence(),
                "Allowed are one program and its arguments in plain words, and the programs " + programs
                        + (more > 0 ? " and " + more + " more" : "") + ".");
    }
}
