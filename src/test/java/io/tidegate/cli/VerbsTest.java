package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Does Tidegate say what it can be told to do?
class VerbsTest {
    @Test
    void namesItsVerbsWhenItIsToldNothing() {
        Ran ran = Ran.of();
        assertThat(ran.code()).isZero();
        assertThat(ran.out()).contains("serve", "demo", "init", "doctor", "trail");
        assertThat(ran.out()).isEqualTo(Ran.of("--help").out());
    }

    @Test
    void helpIsAVerbToo() {
        assertThat(Ran.of(Verbs.helped("help"))).isEqualTo(Ran.of("--help"));
        for (String asked : List.of("--help", "-h")) {
            assertThat(Ran.of(Verbs.helped("help", asked))).isEqualTo(Ran.of("--help"));
        }
        assertThat(Ran.of(Verbs.helped("help", "explain")).out())
                .startsWith("Usage: tidegate explain")
                .isEqualTo(Ran.of("explain", "--help").out());
        assertThat(Ran.of(Verbs.helped("help", "policy", "show")).out()).startsWith("Usage: tidegate policy show");
    }

    @Test
    void saysItsVersionHoweverItIsAsked() {
        for (String asked : List.of("version", "--version", "-V")) {
            Ran ran = Ran.of(asked);
            assertThat(ran.code()).as(asked).isZero();
            assertThat(ran.out()).as(asked).matches("tidegate \\d+\\.\\d+\\.\\d+\\R");
        }
    }

    @Test
    void serveIsUnderstoodWithoutItsDescriptionOnlyWhereNothingIsAskedOfIt() {
        assertThat(ServeCommand.isPlain("serve")).isTrue();
        assertThat(ServeCommand.isPlain("serve", "tidegate.yaml")).isTrue();
        assertThat(ServeCommand.isPlain()).isFalse();
        assertThat(ServeCommand.isPlain("serve", "--help")).isFalse();
        assertThat(ServeCommand.isPlain("serve", "@arguments")).isFalse();
        assertThat(ServeCommand.isPlain("serve", "")).isFalse();
        assertThat(ServeCommand.isPlain("serve", "a.yaml", "b.yaml")).isFalse();
        assertThat(ServeCommand.isPlain("demo")).isFalse();
    }

    @Test
    void serveTakesItsFileAsOtherVerbsDo() {
        assertThat(Ran.of("serve", "none.yaml").code()).isEqualTo(Exit.COULD_NOT_RUN);
        assertThat(Ran.of("serve", "--config", "none.yaml").code()).isEqualTo(Exit.COULD_NOT_RUN);
        assertThat(Ran.of("serve", "none.yaml", "--config", "other.yaml").code())
                .isEqualTo(Exit.USED_WRONGLY);
    }

    @Test
    void verbsWithVerbsOfTheirOwnDoNothingWithoutOne() {
        for (String verb : List.of("keys", "stop", "trail")) {
            Ran ran = Ran.of(verb);
            assertThat(ran.code()).as(verb).isEqualTo(Exit.USED_WRONGLY);
            assertThat(ran.out()).as(verb).isEmpty();
            assertThat(ran.err())
                    .as(verb)
                    .startsWith("nothing was done; say which: ")
                    .contains("Usage: tidegate " + verb);
        }
        assertThat(Ran.of("keys").err()).contains("create, list, revoke or rotate");
        assertThat(Ran.of("stop").err()).contains("add, list or remove");
    }
}
