package io.tidegate.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.endtoend.Client.Plan;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Does a client get all of the first slice from a server: list, call, progress, cancellation? The same with and
/// without Tidegate between.
final class Conversation {
    private Conversation() {}

    static void check(Client client, Served served, Target target, Path home) {
        Served.Example example = served.example(home);
        Plan plan = Plan.list().call(example.call());
        if (served.slow().isPresent()) {
            plan = plan.progress(served.slow().get()).cancel(served.endless().orElseThrow());
        }
        Steps steps = client.run(target, plan, home);
        steps.succeeded("connect");
        assertThat(steps.toolNames())
                .as(steps.context())
                .contains(example.call().tool());
        JsonNode answer = steps.succeeded("call").path("result");
        assertThat(answer.path("isError").asBoolean(false)).as(steps.context()).isFalse();
        assertThat(Steps.text(answer)).as(steps.context()).isEqualTo(example.text());
        if (served.slow().isPresent()) {
            // the SDK v1 may drop a progress that arrives in one read with the answer
            assertThat(progressOf(steps))
                    .as(steps.context())
                    .startsWith(1)
                    .isSubsetOf(1, 2, 3)
                    .isSorted();
            assertThat(progressOf(steps)).as(steps.context()).doesNotHaveDuplicates();
            assertThat(steps.succeeded("cancel").path("cancelled").asBoolean())
                    .as(steps.context())
                    .isTrue();
        }
        steps.succeeded("close");
    }

    private static List<Integer> progressOf(Steps steps) {
        return steps.succeeded("progress")
                .path("seen")
                .valueStream()
                .map(each -> (int) each.path("progress").asDouble())
                .toList();
    }
}
