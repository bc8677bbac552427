package io.tidegate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Is a policy that is nested too deeply a mistake like others? Cedar's library would end the process by it.
final class NestingTest extends PolicyFixture {
    private static String when(String condition) {
        return "permit(principal, action, resource) when { " + condition + " };";
    }

    /// On the thread of a call, whose stack is small.
    private static <T> T called(FutureTask<T> task) throws InterruptedException, ExecutionException {
        Thread.ofVirtual().start(task);
        return task.get();
    }

    static Stream<String> tooDeep() {
        int many = 30_000;
        return Stream.of(
                when("(".repeat(many) + "true" + ")".repeat(many)),
                when("(".repeat(many)),
                when("[".repeat(many) + "1" + "]".repeat(many) + " == 1"),
                when("{a:".repeat(many) + "1" + "}".repeat(many) + " == 1"),
                when("{a: 1, b:".repeat(many) + "1" + "}".repeat(many) + " == 1"),
                when("decimal(".repeat(many) + "\"1\"" + ")".repeat(many)),
                when("if true then ".repeat(many) + "true" + " else false".repeat(many)),
                when("true && ".repeat(many) + "true"),
                when("true || ".repeat(many) + "true"),
                when("[1, 1" + " + 1".repeat(many) + "].contains(1)"),
                when("context" + ".a".repeat(many)),
                when("context" + "[\"a\"]".repeat(many)),
                when("context" + ".contains(1)".repeat(many)),
                when("context has a" + ".a".repeat(many)),
                when("context has a" + ".a".repeat(600)));
    }

    @ParameterizedTest
    @MethodSource("tooDeep")
    void isAMistake(String policy) throws Exception {
        FutureTask<Loaded> loading = new FutureTask<>(() -> load("permit(principal, action, resource);\n" + policy));
        assertThat(called(loading)).isInstanceOfSatisfying(Loaded.Broken.class, broken -> assertThat(broken.problems())
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem.toString()).contains("main.cedar:2: the policy is nested too deeply")));
    }

    /// As far as they may go, and everything that looks at policies.
    @Test
    void upToTheBoundsTheyAreRead() throws Exception {
        String policies = String.join(
                "\n",
                when("(".repeat(190) + "principal.id == \"nobody\"" + ")".repeat(190)),
                when("[".repeat(190) + "1" + "]".repeat(190) + " == " + "[".repeat(190) + "2" + "]".repeat(190)),
                when("if principal.id == \"x\" then false else ".repeat(320) + "false"),
                when("principal.id != \"x\" && ".repeat(480) + "false"),
                when("1" + " + 1".repeat(480) + " == 481"));
        FutureTask<Decision> deciding = new FutureTask<>(() -> {
            CedarPolicies read = ((Loaded.Ready) load(policies)).policies();
            assertThat(read.lint()).isNotNull();
            assertThat(read.mentioned()).isEmpty();
            assertThat(read.texts()).hasSize(5);
            Question question = new Question(ALICE, Action.CALL, READ, Optional.empty(), NOON);
            assertThat(read.explain(question).decision()).isEqualTo(read.decide(question));
            return read.decide(question);
        });
        assertThat(called(deciding).determining()).singleElement().satisfies(policy -> assertThat(policy.id())
                .isEqualTo("main.cedar#5"));
    }
}
