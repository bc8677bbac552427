package io.tidegate.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.json.JsonLimits;
import io.tidegate.limit.MessageMemory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// Is a server ended that begins a large line and does not end it, and what the line held given back?
class EndlessLineTest {
    private static final String HALF_A_LINE = "head -c 100000 /dev/zero | tr '\\0' x; exec sleep 60";
    private final MessageMemory memory = new MessageMemory(64 << 20);

    private boolean allIsFree() {
        var all = memory.toHold("test", memory.bytesMax()).await(Duration.ZERO);
        all.ifPresent(io.tidegate.limit.Shares.Share::close);
        return all.isPresent();
    }

    @Test
    void endsTheServer() throws Exception {
        ServerProcess process = ServerProcess.start(
                List.of("/bin/sh", "-c", HALF_A_LINE), Map.of(), Optional.empty(), Optional.empty());
        Intake.Room room = new Intake.Room(memory, JsonLimits.DEFAULT, InstantSource.system());
        try (StdioLink link = new StdioLink("endless", process, room, Duration.ofMillis(300))) {
            Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> !allIsFree());
            assertThat(link.alive()).isTrue();
            Awaitility.await().until(() -> !process.alive() && !link.alive() && allIsFree());
        }
    }
}
