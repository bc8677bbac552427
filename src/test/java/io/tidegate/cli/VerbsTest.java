package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
}
