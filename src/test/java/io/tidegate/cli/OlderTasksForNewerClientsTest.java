package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.cli.LiveClient.Heard;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Do tasks of a server of 2025-11-25 work for clients of 2026-07-28? With the whole gateway between them.
class OlderTasksForNewerClientsTest extends OlderTasks {
    @Test
    void aNewerClientSeesTheEndOfAnOlderTask() throws Exception {
        String id = begunNewer("must");
        assertThat(server.heard("tools/call")
                        .getFirst()
                        .path("params")
                        .path("task")
                        .toString())
                .isEqualTo("{}");
        assertThat(state(id).path("status").asString()).isEqualTo("working");
        server.end(
                "task-1",
                "failed",
                TaskServer.text("card 4111 1111 1111 1111").replace("{\"content", "{\"isError\": true, \"content"));
        JsonNode task = state(id);
        assertThat(task.path("status").asString()).isEqualTo("completed");
        assertThat(task.path("resultType").asString()).isEqualTo("complete");
        assertThat(task.path("result").path("isError").asBoolean()).isTrue();
        assertThat(task.toString())
                .doesNotContain("4111 1111")
                .doesNotContain("task-1")
                .doesNotContain("\"ttl\"");
        String other = begunNewer("may");
        server.end("task-2", "failed", "\"error\": {\"code\": -32000, \"message\": \"broken\"}");
        assertThat(state(other).path("status").asString()).isEqualTo("failed");
        assertThat(state(other).path("error").path("message").asString()).isEqualTo("broken");
    }

    @Test
    void aNewerClientAnswersWhatAnOlderTaskNeeds() throws Exception {
        String id = begunNewer("must");
        server.ask("task-1", "first", "second");
        Awaitility.await().until(() -> state(id).path("inputRequests").size() == 2);
        JsonNode asked = state(id).path("inputRequests");
        assertThat(asked.path("input-1").path("params").path("message").asString())
                .isEqualTo("[one asks] first");
        assertThat(asked.toString()).doesNotContain("task-1");
        assertThat(server.heard("tasks/result")).hasSize(1);
        String answer = ", \"inputResponses\": {\"%s\": {\"action\": \"accept\", \"content\": {\"a\": \"%s\"}}}";
        // another's answer, and one to nothing
        newer(mallory, "tasks/update", of(id) + answer.formatted("input-1", "mallory"), FORMS + ", " + TASKS);
        newer(alice, "tasks/update", of(id) + answer.formatted("input-9", "nothing"), FORMS + ", " + TASKS);
        assertThat(newer(alice, "tasks/update", of(id) + answer.formatted("input-1", "one"), FORMS + ", " + TASKS)
                        .path("result")
                        .has("taskId"))
                .isFalse();
        assertThat(state(id).path("inputRequests").toString())
                .contains("second")
                .doesNotContain("first");
        newer(alice, "tasks/update", of(id) + answer.formatted("input-2", "two"), FORMS + ", " + TASKS);
        // again: it was answered
        newer(alice, "tasks/update", of(id) + answer.formatted("input-2", "again"), FORMS + ", " + TASKS);
        assertThat(state(id).path("status").asString()).isEqualTo("working");
        server.end("task-1", "completed", TaskServer.text("done"));
        assertThat(state(id).path("result").toString()).contains("done");
        assertThat(server.answers().toString())
                .contains("one")
                .contains("two")
                .doesNotContain("mallory")
                .doesNotContain("again");
    }

    @Test
    void theEndOfTheGatewayLeavesNobodyAsking() throws Exception {
        String id = begunNewer("must");
        server.ask("task-1", "first");
        Awaitility.await().until(() -> state(id).has("inputRequests"));
        started.gateway().close();
        Awaitility.await().until(() -> server.answers().toString().contains("cancel"));
    }

    @Test
    void cancellingIsAcknowledgedHoweverOftenItIsDone() throws Exception {
        String id = begunNewer("may");
        for (int time = 0; time < 2; time++) {
            JsonNode ack = newer(alice, "tasks/cancel", of(id), TASKS).path("result");
            assertThat(ack.path("resultType").asString()).isEqualTo("complete");
            assertThat(ack.has("taskId")).isFalse();
            server.instead("tasks/cancel", _ -> "\"error\": {\"code\": -32602, \"message\": \"it has ended\"}");
        }
        assertThat(state(id).path("status").asString()).isEqualTo("cancelled");
        server.instead("tasks/get", _ -> "\"error\": {\"code\": -32602, \"message\": \"unknown\"}");
        assertThat(newer(alice, "tasks/cancel", of(id), TASKS)
                        .path("error")
                        .path("code")
                        .asInt())
                .isEqualTo(-32602);
    }

    @Test
    void aTaskThatHasEndedDoesNotGoOn() throws Exception {
        String id = begunNewer("may");
        server.end("task-1", "completed", TaskServer.text("done"));
        assertThat(state(id).path("status").asString()).isEqualTo("completed");
        assertThat(state(id).path("result").toString()).as("again").contains("done");
        server.instead("tasks/get", _ -> "\"result\": " + TaskServer.state("task-1", "working"));
        assertThat(reason(newer(alice, "tasks/get", of(id), TASKS))).isEqualTo("answer-malformed");
    }

    @Test
    void aServerThatPutsQuestionsIntoAStateIsNotHeard() throws Exception {
        String id = begunNewer("may");
        server.instead(
                "tasks/get",
                _ -> "\"result\": "
                        + TaskServer.state("task-1", "working")
                                .replace(
                                        "{\"taskId",
                                        "{\"result\": {\"content\": []}, \"inputRequests\": {\"x\": {\"method\":"
                                                + " \"sampling/createMessage\"}}, \"taskId"));
        assertThat(state(id).has("inputRequests")).isFalse();
        assertThat(state(id).has("result")).isFalse();
    }

    @Test
    void onlyItsOwnTasksAreListenedFor() throws Exception {
        String id = begunNewer("may");
        String wanted = "\"notifications\": {\"taskIds\": [\"" + id + "\", \"task-1\"]}";
        for (String user : new String[] {alice, mallory}) {
            try (LiveClient client = LiveClient.stateless(started, user, "{" + TASKS + "}");
                    Heard heard = client.asks("7", "subscriptions/listen", wanted)) {
                JsonNode honoured = heard.next().path("params").path("notifications");
                assertThat(honoured.toString()).isEqualTo(user.equals(alice) ? "{\"taskIds\":[\"" + id + "\"]}" : "{}");
                if (user.equals(alice)) {
                    server.tell("task-1");
                    JsonNode told = heard.next();
                    assertThat(told.path("method").asString()).isEqualTo("notifications/tasks");
                    assertThat(told.path("params").path("taskId").asString()).isEqualTo(id);
                    assertThat(told.path("params").path("ttlMs").asInt()).isEqualTo(60_000);
                    assertThat(told.path("params")
                                    .path("_meta")
                                    .path("io.modelcontextprotocol/subscriptionId")
                                    .asInt())
                            .isEqualTo(7);
                }
            }
        }
    }

    @Test
    void aTaskOfAServerThatIsNotThereIsNotUnknown() throws Exception {
        String id = begunNewer("may");
        started.close();
        server.close();
        started = Started.in(folder, configuration());
        assertThat(reason(newer(alice, "tasks/get", of(id), TASKS))).isEqualTo("server-unavailable");
        assertThat(reason(newer(mallory, "tasks/get", of(id), TASKS))).isEqualTo("unknown-task");
    }
}
