package io.tidegate.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.audit.RecordKind;
import io.tidegate.audit.TrailReader;
import io.tidegate.call.Arrival;
import io.tidegate.call.CallId;
import io.tidegate.call.Samples;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Is a call recorded whose end is an error of the machine itself, and does the error go on?
class GateErrorTest {
    private static final String READ = """
            [{"name":"read","inputSchema":{"type":"object"}}]""";

    @TempDir
    private Path folder;

    @Test
    void sealsTheEntryAndLetsTheErrorGoOn() throws Exception {
        try (PretendServer server = new PretendServer(READ);
                WholeGate whole = new WholeGate(folder, server)) {
            server.answer(_ -> new PretendServer.Reply.Stream(List.of("""
                            {"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":"x"}}"""), PretendServer.Reply.text("late")));
            Arrival arrival = Samples.arrival(
                    Samples.caller("alice"),
                    CallId.next(whole.clock().instant(), new Random(7)),
                    "tools/call",
                    "{\"name\":\"notes__read\",\"arguments\":{}}");

            assertThatThrownBy(() -> whole.gate(whole.setup()).pass(arrival, _ -> {
                        throw new LinkageError("a class is missing");
                    }))
                    .isInstanceOf(LinkageError.class);

            assertThat(TrailReader.find(whole.trailFolder(), arrival.id().text()))
                    .last()
                    .satisfies(record -> {
                        assertThat(record.kind()).isEqualTo(RecordKind.SEALED);
                        assertThat(record.json()).contains("gate-broken", "LinkageError");
                    });
        }
    }
}
