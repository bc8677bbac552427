package io.tidegate.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.scan.Expansion.Expanded;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExpansionTest {
    private static final Expansion EXPANSION =
            new Expansion(Map.of("SET", "value"), Path.of("/home/ada"), Path.of("/work/crm"));

    private static Expanded expand(Client client, String value) {
        return EXPANSION.expand(client, value);
    }

    @Test
    void keepsAReferenceThatIsTheWholeValue() {
        assertThat(expand(Client.CLAUDE_CODE, "${SET}")).isEqualTo(new Expanded.Variable("SET", false));
        assertThat(expand(Client.CURSOR, "${env:OTHER}")).isEqualTo(new Expanded.Variable("OTHER", false));
        assertThat(expand(Client.VS_CODE, "${input:api-key 2}")).isEqualTo(new Expanded.Variable("API_KEY_2", true));
    }

    @Test
    void fillsInWhatIsKnown() {
        assertThat(expand(Client.CLAUDE_CODE, "${NONE:-fallback}")).isEqualTo(new Expanded.Text("fallback"));
        assertThat(expand(Client.CLAUDE_CODE, "${NONE:-https://a.example}/x"))
                .isEqualTo(new Expanded.Text("https://a.example/x"));
        assertThat(expand(Client.CLAUDE_CODE, "a-${SET}-b")).isEqualTo(new Expanded.Text("a-value-b"));
        assertThat(expand(Client.CURSOR, "${workspaceFolder}/a")).isEqualTo(new Expanded.Text("/work/crm/a"));
        assertThat(expand(Client.CURSOR, "${userHome}")).isEqualTo(new Expanded.Text("/home/ada"));
        assertThat(expand(Client.CURSOR, "${workspaceFolderBasename}${/}x")).isEqualTo(new Expanded.Text("crm/x"));
    }

    @Test
    void saysWhatHasNoValue() {
        assertThat(expand(Client.CLAUDE_CODE, "a${NONE}")).isEqualTo(new Expanded.Unknown("NONE"));
        assertThat(expand(Client.CURSOR, "${command:x}")).isEqualTo(new Expanded.Unknown("command:x"));
    }

    @Test
    void takesEverythingLiterallyForAClientThatKnowsNoReferences() {
        assertThat(expand(Client.CLAUDE_DESKTOP, "${SET}")).isEqualTo(new Expanded.Text("${SET}"));
    }
}
