package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Is one thing said as one?
class CountTest {
    @Test
    void onlyOneHasNoEnding() {
        assertThat(Count.of(0, "record")).isEqualTo("0 records");
        assertThat(Count.of(1, "record")).isEqualTo("1 record");
        assertThat(Count.of(2, "record")).isEqualTo("2 records");
    }
}
