package io.tidegate.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.json.JsonDocument;
import io.tidegate.mcp.Definition;
import io.tidegate.mcp.Era;
import io.tidegate.mcp.Offering;
import io.tidegate.mcp.ServerCapabilities;
import io.tidegate.mcp.ToolDefinition;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Is a tool shown as a task only where it can be one?
class ExecutionsTest {
    private static ToolDefinition tool(String execution) {
        return (ToolDefinition) Definition.of(
                        Offering.TOOL,
                        JsonDocument.of("{\"name\":\"t\",\"inputSchema\":{\"type\":\"object\"}" + execution + "}")
                                .root())
                .orElseThrow();
    }

    private static ServerCapabilities can(String capabilities) {
        return ServerCapabilities.of(JsonDocument.of(capabilities).root());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "STATEFUL | {\"tasks\":{\"requests\":{\"tools\":{\"call\":{}}}}} | REQUIRED",
                "STATEFUL | {\"tasks\":{\"requests\":{\"sampling\":{}}}} | FORBIDDEN",
                "STATEFUL | {\"tasks\":{\"requests\":7}} | FORBIDDEN",
                "STATEFUL | {} | FORBIDDEN",
                "STATELESS | {\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}} | OPTIONAL",
                "STATELESS | {} | FORBIDDEN",
            })
    void isSaidWhereTheServerKeepsIt(Era era, String capabilities, ToolDefinition.TaskSupport support) {
        ToolDefinition claims = tool(",\"execution\":{\"taskSupport\":\"required\"}");
        List<Definition> shown = Executions.of(List.of(claims), era, can(capabilities));
        assertThat(((ToolDefinition) shown.getFirst()).taskSupport()).isEqualTo(support);
        assertThat(shown.getFirst().json().root().get("inputSchema")).isPresent();
    }

    @Test
    void nothingOfUseIsAsGoodAsNothing() {
        assertThat(tool(",\"execution\":{\"taskSupport\":7}").taskSupport())
                .isEqualTo(ToolDefinition.TaskSupport.FORBIDDEN);
        assertThat(tool(",\"execution\":\"required\"").taskSupport()).isEqualTo(ToolDefinition.TaskSupport.FORBIDDEN);
    }
}
