package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// Does the demonstration come out as it says, with the real gateway, and leave nothing running?
@Tag("end-to-end")
class DemoEndToEndTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void comesOutAsItShouldAndCanBeReadAfterwards() throws IOException {
        Path home = folder.resolve("demo");
        Ran ran = Ran.with(new CommandLine(new DemoCommand(home)));
        assertThat(ran.code()).as(ran.toString()).isZero();
        assertThat(ran.out().lines().filter(line -> line.matches("[1-6]  .*"))).hasSize(6);
        assertThat(ran.out())
                .contains("**** **** **** 4242", "tag-characters", "needs the group admins", "chain intact");
        assertThat(ran.out()).doesNotContain("!", "FAILED");

        String file = home.resolve("tidegate.yaml").toString();
        assertThat(Ran.of("trail", "verify", "--config", file).code()).isZero();
        String refused = Ran.of("trail", "tail", "-n", "200", "--config", file)
                .out()
                .lines()
                .filter(line -> line.contains("tool-not-allowed"))
                .findFirst()
                .orElseThrow();
        String id = Stream.of(refused.split(" +"))
                .filter(word -> word.startsWith("01") && word.length() > 20) // not an hour
                .findFirst()
                .orElseThrow();
        Ran shown = Ran.of("trail", "show", id, "--reveal", "--config", file);
        assertThat(shown.out()).contains("revealed", "\"id\": 7");
        assertThat(Ran.of("trail", "show", id, "--config", file).out()).doesNotContain("\"id\": 7");
    }

    @Test
    void runsAgainOverWhatItLeftAndSaysTheSameAsJson() {
        Path home = folder.resolve("demo");
        Ran first = Ran.with(new CommandLine(new DemoCommand(home)));
        assertThat(first.code()).as(first.toString()).isZero();
        Ran again = Ran.with(new CommandLine(new DemoCommand(home)), "--json");
        assertThat(again.code()).as(again.toString()).isZero();
        JsonValue steps =
                JsonDocument.of(again.out().strip()).root().get("steps").orElseThrow();
        assertThat(StreamSupport.stream(steps.elements().spliterator(), false))
                .extracting(step -> step.string("outcome").orElseThrow())
                .containsExactly("allowed", "allowed", "cleaned", "refused", "limited", "verified");
    }

    @Test
    void saysSoWhenTheTrailIsNotWhatItShouldBe() throws IOException {
        Path home = folder.resolve("demo");
        Ran.with(new CommandLine(new DemoCommand(home)));
        Demo.Step step = new Demo().verifies(home.resolve("trail"), home.resolve("state/keys"));
        assertThat(step.good()).isFalse();
        assertThat(step.outcome()).isEqualTo("FAILED");
        assertThat(step.detail()).contains("made: 0");
    }

    @Test
    void trainsInSilence() {
        Ran ran = Ran.of("train");
        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.out()).isEmpty();
    }

    @Test
    void connectsClientThatKnowsOnlyStdio() throws Exception {
        try (ExampleGateway gateway =
                ExampleGateway.start(folder.resolve("example"), new Observers(java.util.List.of()))) {
            Pipe pipe = Pipe.open();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ConnectCommand connect = new ConnectCommand(Map.of(), Channels.newInputStream(pipe.source()), out);
            var in = Channels.newOutputStream(pipe.sink());
            in.write("""
                    {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"documents__list","arguments":{},\
                    "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",\
                    "io.modelcontextprotocol/clientCapabilities":{}}}}
                    {"jsonrpc":"2.0","id":"two","method":"tools/list"}
                    """.getBytes(StandardCharsets.UTF_8));
            in.close();
            assertThat(Ran.with(new CommandLine(connect), gateway.url().toString())
                            .code())
                    .isZero();
            assertThat(out.toString(StandardCharsets.UTF_8).lines())
                    .hasSize(2)
                    .anyMatch(line -> line.contains("\"id\":1") && line.contains("onboarding.md"))
                    .anyMatch(line -> line.contains("\"id\":\"two\"") && line.contains("customers__search"))
                    .noneMatch(
                            line -> line.contains("customers__delete")); // nobody known may call it, so it is not shown
        }
    }
}
