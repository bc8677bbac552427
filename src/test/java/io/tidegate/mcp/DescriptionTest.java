package io.tidegate.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonWriter;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Is what servers offer taken as they name it, and nothing with a name that says one thing and shows another?
class DescriptionTest {
    private static Optional<Definition> prompt(String name) {
        JsonDocument json =
                new JsonWriter().object().member("name", name).endObject().document();
        return Definition.of(Offering.PROMPT, json.root());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"summarize", "Code review", "docs/style:guide", "Zusammenfassen für Ärzte", "\uD83D\uDCDD notes"
            })
    void takesPromptsAsTheyAreNamed(String name) {
        assertThat(prompt(name)).map(Definition::name).contains(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                " led",
                "followed ",
                "two  spaces",
                "tab\there",
                "line\nbreak",
                "nul\u0000",
                "bell\u0007",
                "right\u202Eleft",
                "zero\u200Bwidth",
                "tag\uDB40\uDC41",
                "no\u00A0break",
                "line\u2028separator"
            })
    void leavesOutWhatCouldDeceive(String name) {
        assertThat(prompt(name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {129, 4_096})
    void leavesOutNamesWithoutEnd(int length) {
        assertThat(prompt("a".repeat(length))).isEmpty();
    }
}
