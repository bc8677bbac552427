package io.tidegate.example;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

/// Can the servers' start-up cache be recorded?
class ServersTrainTest {
    @Test
    void answersAndCleansUp() {
        assertThatCode(ExampleServers::train).doesNotThrowAnyException();
    }
}
