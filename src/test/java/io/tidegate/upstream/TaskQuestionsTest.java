package io.tidegate.upstream;

import static io.tidegate.upstream.Gateway.ALICE;
import static io.tidegate.upstream.Gateway.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.call.Answer;
import io.tidegate.call.Caller;
import io.tidegate.mcp.Method;
import java.io.IOException;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// Is what is kept of tasks that wait for their callers bounded, and gone with them?
class TaskQuestionsTest {
    private static final String TASKS = "{\"tools\":{},\"tasks\":{\"requests\":{\"tools\":{\"call\":{}}}}}";
    private static final String STATE = "{\"taskId\":\"t\",\"status\":\"input_required\",\"ttl\":null,"
            + "\"createdAt\":\"2026-01-01T00:00:00Z\",\"lastUpdatedAt\":\"2026-01-01T00:00:00Z\"}";

    private static HttpPeer asking() throws IOException {
        return HttpPeer.legacy(TASKS)
                .on("tasks/get", turn -> turn.result(STATE))
                .on("tasks/result", turn -> {
                    String id = "q" + turn.id();
                    turn.ask(
                            id,
                            "elicitation/create",
                            "{\"message\":\"who?\",\"requestedSchema\":{\"type\":\"object\"}}");
                    turn.answer(id);
                    turn.result("{\"content\":[]}");
                });
    }

    private static Answer look(Gateway gateway, Caller caller, int task) throws Exception {
        return gateway.go(gateway.call(
                caller, Method.TASKS_GET, gateway.tool, "{\"taskId\":\"t" + task + "\"}", Optional.empty()));
    }

    @Test
    void leavesRoomForOthersAndNothingOfWhoLeaves() throws Exception {
        try (HttpPeer peer = asking();
                Gateway gateway = Gateway.of(peer)) {
            int mine = 9;
            for (int task = 0; task < mine; task++) {
                assertThat(look(gateway, ALICE, task).content().json().root().get("inputRequests"))
                        .isPresent();
            }
            assertThatThrownBy(() -> {
                        for (int task = mine; task < 12; task++) {
                            look(gateway, ALICE, task);
                        }
                    })
                    .isInstanceOf(LinkFailed.class);
            assertThatThrownBy(() -> look(gateway, ALICE, 200))
                    .isInstanceOfSatisfying(
                            LinkFailed.class, failed -> assertThat(failed.why()).isEqualTo(LinkFailed.Why.BUSY));
            assertThat(look(gateway, BOB, 0).content().json().root().get("inputRequests"))
                    .isPresent();
            assertThat(look(gateway, ALICE, 5).content().json().root().get("inputRequests"))
                    .as("known already")
                    .isPresent();
            assertThat(gateway.tasks.questions().size()).isGreaterThan(mine);
            gateway.tasks.questions().forget(ALICE.session());
            Awaitility.await()
                    .untilAsserted(
                            () -> assertThat(gateway.tasks.questions().size()).isEqualTo(1));
            gateway.tasks.close();
            Awaitility.await().until(() -> peer.open() == 0);
            assertThat(gateway.tasks.questions().size()).isZero();
        }
    }

    @Test
    void aServerThatAsksNothingKeepsNobodyWaiting() throws Exception {
        try (HttpPeer peer = HttpPeer.legacy(TASKS)
                        .on("tasks/get", turn -> turn.result(STATE))
                        .on("tasks/result", turn -> turn.result("{\"content\":[]}"));
                Gateway gateway = Gateway.of(peer)) {
            assertThat(look(gateway, ALICE, 1).content().json().root().string("status"))
                    .contains("working");
            Awaitility.await().until(() -> gateway.tasks.questions().size() == 0);
        }
    }
}
