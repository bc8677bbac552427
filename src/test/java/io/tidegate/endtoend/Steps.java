package io.tidegate.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// What did a client driver see? The JSON lines that it printed, one a step.
record Steps(List<JsonNode> lines, String context) {
    private static final Pattern MARK =
            Pattern.compile("<<<untrusted-([0-9a-f]{8}): [^\\n]*>>>\\n(.*?)\\n<<<end-untrusted-\\1>>>", Pattern.DOTALL);

    private static final ObjectMapper JSON = new ObjectMapper();

    Steps {
        lines = List.copyOf(lines);
    }

    static Steps of(RunningProgram program) {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : program.output()) {
            lines.add(JSON.readTree(line));
        }
        return new Steps(lines, program.describe());
    }

    /// The only line of a step that succeeded.
    JsonNode succeeded(String step) {
        JsonNode line = only(step);
        assertThat(line.path("ok").asBoolean()).as(context).isTrue();
        return line;
    }

    /// The error of the only line of a step that failed.
    JsonNode failed(String step) {
        JsonNode line = only(step);
        assertThat(line.path("ok").asBoolean()).as(context).isFalse();
        return line.path("error");
    }

    List<String> toolNames() {
        return succeeded("list")
                .path("tools")
                .valueStream()
                .map(tool -> tool.path("name").asString())
                .toList();
    }

    /// The results of all calls, in order.
    List<JsonNode> results() {
        return all("call").stream().map(line -> line.path("result")).toList();
    }

    List<JsonNode> all(String step) {
        return lines.stream()
                .filter(line -> line.path("step").asString("").equals(step))
                .toList();
    }

    /// Whether every text block of a result stands between the lines that mark it as untrusted.
    static boolean isMarked(JsonNode result) {
        return result.path("content")
                .valueStream()
                .allMatch(block -> MARK.matcher(block.path("text").asString("")).matches());
    }

    /// What servers asked of the client by this method: the parameters.
    List<JsonNode> asked(String method) {
        return lines.stream()
                .filter(line -> line.path("asked").asString("").equals(method))
                .map(line -> line.path("params"))
                .toList();
    }

    /// The result of the only step with this method.
    JsonNode result(String method) {
        return succeeded(method).path("result");
    }

    /// The result of the only call of this tool.
    JsonNode resultOf(String tool) {
        List<JsonNode> found = all("call").stream()
                .filter(line -> line.path("tool").asString().equals(tool))
                .toList();
        assertThat(found).as(context).hasSize(1);
        assertThat(found.getFirst().path("ok").asBoolean()).as(context).isTrue();
        return found.getFirst().path("result");
    }

    /// Log messages that reached the client.
    List<JsonNode> logMessages() {
        return lines.stream()
                .filter(line -> line.path("notification").asString("").equals("message"))
                .map(line -> line.path("params"))
                .toList();
    }

    /// The text of a tool's result, all blocks together, without the lines that mark it as untrusted.
    static String text(JsonNode result) {
        StringBuilder text = new StringBuilder();
        result.path("content").forEach(block -> text.append(block.path("text").asString("")));
        return MARK.matcher(text).replaceAll("$2");
    }

    private JsonNode only(String step) {
        List<JsonNode> found = all(step);
        assertThat(found).as(context).hasSize(1);
        return found.getFirst();
    }
}
