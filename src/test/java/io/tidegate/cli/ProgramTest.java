package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/// Do messages name the program as it was called?
class ProgramTest {
    private static final String WORDS = "run `tidegate trail verify`; tidegate.yaml:1: then `tidegate serve`";

    @Test
    void namesTheProgramAsItWasCalled() {
        assertThat(Program.typed(WORDS, Map.of("TIDEGATE_CALLED", "./tidegate")))
                .isEqualTo("run `./tidegate trail verify`; tidegate.yaml:1: then `./tidegate serve`");
    }

    @Test
    void namesItPlainlyWhereThatIsNotKnownOrNotPlain() {
        assertThat(Program.typed(WORDS, Map.of())).isEqualTo(WORDS);
        assertThat(Program.typed(WORDS, Map.of("TIDEGATE_CALLED", "/my folder/tidegate")))
                .isEqualTo(WORDS);
        assertThat(Program.typed(WORDS, Map.of("TIDEGATE_CALLED", "\u001b[31mtidegate")))
                .isEqualTo(WORDS);
    }
}
