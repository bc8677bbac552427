package io.tidegate.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.call.Reason;
import io.tidegate.call.Samples;
import io.tidegate.config.Access;
import io.tidegate.config.Guard;
import io.tidegate.config.Pointer;
import io.tidegate.guard.CommandForm;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class CommandShapeTest {
    private static final Map<String, List<String>> PROGRAMS = Map.of("ls", List.of("-l", "r/*"), "date", List.of());

    private static CommandShape control(CommandForm form, Map<String, List<String>> programs) {
        Guard.Parameters in =
                new Guard.Parameters(List.of(new Pointer("program"), new Pointer("arguments")), Access.ALLOWED);
        return new CommandShape(GuardFixture.of(new Guard.Rule.Command(in, programs, form)));
    }

    private static String refused(CommandShape control, String arguments) {
        return Verdicts.refuses(control.judge(Samples.call(arguments)), Reason.COMMAND_NOT_ALLOWED)
                .detail();
    }

    @Test
    void passesWhatIsAllowed() {
        CommandShape text = control(CommandForm.TEXT, PROGRAMS);
        Verdicts.passes(text.judge(Samples.call("{\"program\":\"ls -l r/a\"}")));
        Verdicts.passes(text.judge(Samples.call("{\"program\":[\"ls -l\",\"date\"]}")));
        Verdicts.passes(text.judge(Samples.call("{}")));
        CommandShape words = control(CommandForm.WORDS, PROGRAMS);
        Verdicts.passes(words.judge(Samples.call("{\"program\":\"ls\",\"arguments\":[\"-l\",\"r/a\"]}")));
        Verdicts.passes(words.judge(Samples.call("{\"program\":[\"date\"]}")));
        Verdicts.passes(words.judge(Samples.call("{}")));
    }

    @Test
    void refusesWhatIsNot() {
        CommandShape text = control(CommandForm.TEXT, PROGRAMS);
        assertThat(refused(text, "{\"program\":\"rm r/a\"}")).isEqualTo("program: program");
        assertThat(refused(text, "{\"program\":\"ls /\"}")).isEqualTo("program: argument");
        assertThat(refused(text, "{\"program\":\"ls|sh\"}")).isEqualTo("program: characters");
        assertThat(refused(text, "{\"program\":true}")).isEqualTo("program: not-text");
        assertThat(refused(text, "{\"program\":{}}")).isEqualTo("program: unfit");
        CommandShape words = control(CommandForm.WORDS, PROGRAMS);
        assertThat(refused(words, "{\"program\":\"date\",\"arguments\":[\"r/a\"]}"))
                .isEqualTo("program: argument");
        assertThat(refused(words, "{\"program\":\"ls -l\"}")).isEqualTo("program: characters");
        assertThat(refused(words, "{\"program\":\"ls\",\"arguments\":[1]}")).isEqualTo("arguments: not-text");
        assertThat(refused(words, "{\"program\":\"ls\",\"arguments\":[null]}")).isEqualTo("arguments: unfit");
    }

    @Test
    void tellsTheProgramsAndNotTheCommand() {
        Map<String, List<String>> programs = IntStream.range(0, 9)
                .mapToObj(at -> "p" + at)
                .collect(Collectors.toMap(Function.identity(), _ -> List.of("secret-option")));
        assertThat(Verdicts.refuses(
                                control(CommandForm.TEXT, programs)
                                        .judge(Samples.call("{\"program\":\"rm everything\"}")),
                                Reason.COMMAND_NOT_ALLOWED)
                        .told())
                .startsWith("The argument `program` starts a program that is not allowed. Allowed are one program")
                .endsWith("the programs `p0`, `p1`, `p2`, `p3`, `p4`, `p5`, `p6`, `p7` and 1 more.")
                .doesNotContain("everything", "secret");
    }
}
