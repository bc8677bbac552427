package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.upstream.HttpPeer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Does one entry of a list that is not as the specification has it leave all others to strict clients? Those refuse a
/// whole list for it.
@Timeout(60)
class OddListsTest {
    private static final String SCHEMA = "\"inputSchema\":{\"type\":\"object\"}";
    private static final String TOOLS = """
            {"tools":[
              {"name":"hint","title":"kept","annotations":{"readOnlyHint":"x"},%1$s},
              {"name":"list","annotations":[1],"execution":7,"icons":[{"src":1}],"_meta":3,"vendor":{"kept":1},%1$s},
              {"name":"text","description":null,"title":{},"outputSchema":{"required":"a"},%1$s},
              {"name":"support","execution":{"taskSupport":"sometimes"},%1$s},
              {"name":"odd","inputSchema":{"type":"object","properties":[]}},
              {"name":"odder","inputSchema":{"type":"object","required":"a"}},
              {"name":"fine","description":"as it is","annotations":{"readOnlyHint":true,"title":"t"},%1$s}]}""".formatted(SCHEMA);
    private static final String PROMPTS = """
            {"prompts":[
              {"name":"number","arguments":7},
              {"name":"mixed","arguments":[1,{"name":5}]},
              {"name":"fine","arguments":[{"name":"a","required":true}]}]}""";
    private static final String RESOURCES = """
            {"resources":[
              {"uri":"demo://7","name":7},
              {"uri":"demo://a","name":"a","mimeType":[],"size":"1","annotations":{"audience":"user","priority":"1"}},
              {"uri":"demo://b","name":"b","size":1,"annotations":{"audience":["user"],"priority":0.5}}]}""";

    @TempDir
    private Path folder = Path.of("");

    private static JsonNode named(JsonNode list, String name) {
        for (JsonNode each : list) {
            if (each.path("name").asString().equals(name)) {
                return each;
            }
        }
        throw new AssertionError("no " + name);
    }

    @Test
    void whatIsNoDefinitionIsLeftOut() throws Exception {
        Scene scene = new Scene(folder);
        scene.with("odd", HttpPeer.modern("{\"tools\":{},\"prompts\":{},\"resources\":{}}"))
                .on("tools/list", turn -> turn.result(TOOLS))
                .on("prompts/list", turn -> turn.result(PROMPTS))
                .on("resources/list", turn -> turn.result(RESOURCES));
        scene.start();
        try {
            JsonNode tools = scene.ask("tools/list", "").path("result").path("tools");
            assertThat(tools)
                    .extracting(tool -> tool.path("name").asString())
                    .containsExactlyInAnyOrder("hint", "list", "text", "support", "fine");
            assertThat(named(tools, "hint").has("annotations")).isFalse();
            assertThat(named(tools, "hint").path("title").asString()).isEqualTo("kept");
            for (String gone : new String[] {"annotations", "execution", "icons", "_meta"}) {
                assertThat(named(tools, "list").has(gone)).as(gone).isFalse();
            }
            assertThat(named(tools, "list").path("vendor").path("kept").asInt()).isOne();
            for (String gone : new String[] {"description", "title", "outputSchema"}) {
                assertThat(named(tools, "text").has(gone)).as(gone).isFalse();
            }
            assertThat(named(tools, "support").has("execution")).isFalse();
            assertThat(named(tools, "fine")
                            .path("annotations")
                            .path("readOnlyHint")
                            .asBoolean())
                    .isTrue();
            JsonNode prompts = scene.ask("prompts/list", "").path("result").path("prompts");
            assertThat(prompts).hasSize(3);
            assertThat(prompts.path(0).has("arguments")).isFalse();
            assertThat(prompts.path(1).has("arguments")).isFalse();
            assertThat(prompts.path(2).path("arguments")).hasSize(1);
            JsonNode resources = scene.ask("resources/list", "").path("result").path("resources");
            assertThat(resources).hasSize(2);
            for (String gone : new String[] {"mimeType", "size", "annotations"}) {
                assertThat(resources.path(0).has(gone)).as(gone).isFalse();
            }
            assertThat(resources.path(1).path("annotations").path("priority").asDouble())
                    .isEqualTo(0.5);
        } finally {
            scene.close();
        }
    }
}
