package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.cli.LiveClient.Heard;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// Does the end of a call's time end the task that is waited for in its stead?
class TaskDeadlineTest extends OlderTasks {
    @Override
    String configuration() {
        return super.configuration() + "limits: { call-deadline: 2s }\n";
    }

    @Test
    void whoKnowsNoTasksWaitsNoLongerThanForACall() throws Exception {
        try (LiveClient old = LiveClient.stateful(started, alice, "2025-06-18", "{}");
                Heard heard = old.call("must")) {
            assertThat(heard.next().toString()).contains("server-too-slow");
            Awaitility.await().until(() -> server.heard("tasks/cancel").size() == 1);
        }
    }
}
