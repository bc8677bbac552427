package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.front.StdioFront;
import io.tidegate.gate.Relay;
import io.tidegate.http.ClientSettings;
import io.tidegate.http.Headers;
import io.tidegate.http.HttpClient;
import io.tidegate.upstream.HttpPeer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Does `connect` go on with a call whose stream breaks off, through a whole gateway?
@Timeout(90)
class ConnectResumesTest {
    private static final String OPENING = "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{"
            + "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"c\",\"version\":\"1\"}}}\n"
            + "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n";
    private static final String CALL = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{"
            + "\"name\":\"t\",\"arguments\":{},\"_meta\":{\"progressToken\":\"p\"}}}\n";

    @TempDir
    private Path folder = Path.of("");

    private static void await(CountDownLatch latch) throws IOException {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException stopped) {
            throw new IOException(stopped);
        }
    }

    /// What comes beside it is of the session, and not of the call.
    private static String answer(BufferedReader out) throws IOException {
        String line = out.readLine();
        while (line.contains("\"method\"")) {
            line = out.readLine();
        }
        return line;
    }

    /// The way breaks in the middle of the call: it goes on where it was, and is not made twice.
    @Test
    void aCallWhoseStreamBreaksOffGoesOn() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        Scene scene = new Scene(folder);
        HttpPeer one = scene.with("one", HttpPeer.modern("{\"tools\":{}}")).on("tools/call", turn -> {
            String token = turn.message()
                    .path("params")
                    .path("_meta")
                    .path("progressToken")
                    .toString();
            turn.notify("notifications/progress", "{\"progressToken\":" + token + ",\"progress\":1}");
            await(goOn);
            turn.result("{\"content\":[{\"type\":\"text\",\"text\":\"the end\"}]}");
        });
        scene.start();
        try (Relay relay = new Relay(scene.started().url());
                HttpClient client = new HttpClient(ClientSettings.standard())) {
            scene.more("allowed-hosts: [\"" + relay.url().getAuthority() + "\"]");
            scene.started().reload(scene.configuration());
            Pipe input = Pipe.open();
            Pipe output = Pipe.open();
            StdioFront front = new StdioFront(
                    relay.url(),
                    Headers.of("Authorization", "Bearer " + scene.key("alice")),
                    client,
                    Channels.newInputStream(input.source()),
                    Channels.newOutputStream(output.sink()));
            Thread running = Thread.ofVirtual().start(() -> {
                try {
                    front.run();
                } catch (IOException broken) {
                    throw new AssertionError(broken);
                }
            });
            try (OutputStream in = Channels.newOutputStream(input.sink())) {
                BufferedReader out = new BufferedReader(
                        new InputStreamReader(Channels.newInputStream(output.source()), StandardCharsets.UTF_8));
                in.write((OPENING + CALL).getBytes(StandardCharsets.UTF_8));
                in.flush();
                assertThat(out.readLine()).contains("\"protocolVersion\":\"2025-11-25\"");
                String said = out.readLine();
                while (said.contains("list_changed")) {
                    said = out.readLine(); // the reload's
                }
                assertThat(said).contains("notifications/progress");
                relay.cut();
                goOn.countDown();
                assertThat(answer(out)).contains("\"id\":1").contains("the end");
            }
            running.join();
            assertThat(one.heard("tools/call")).hasSize(1);
        } finally {
            scene.close();
        }
    }
}
