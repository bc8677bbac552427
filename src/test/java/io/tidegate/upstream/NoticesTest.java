package io.tidegate.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.call.Answer;
import io.tidegate.call.Caller;
import io.tidegate.mcp.Capabilities.Asked;
import io.tidegate.mcp.LogLevel;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Does a caller get the notices of its own calls, and only those that it wants?
class NoticesTest {
    private static HttpPeer.Script telling() {
        return turn -> {
            String id = turn.id();
            turn.notify("notifications/progress", "{\"progressToken\":" + id + ",\"progress\":1}");
            turn.notify("notifications/progress", "{\"progressToken\":" + id + ",\"progress\":1}");
            turn.notify("notifications/progress", "{\"progressToken\":" + id + ",\"progress\":0.5}");
            turn.notify("notifications/progress", "{\"progressToken\":" + id + ",\"progress\":2.5,\"total\":4}");
            turn.notify("notifications/progress", "{\"progressToken\":9999,\"progress\":3}");
            turn.notify("notifications/message", "{\"level\":\"debug\",\"data\":1}");
            turn.notify("notifications/message", "{\"level\":\"error\",\"data\":2}");
            turn.notify("notifications/message", "{\"level\":\"odd\",\"data\":3}");
            turn.notify("vendor/thing", "{}");
            turn.result("{\"content\":[]}");
        };
    }

    private static List<String> texts(Gateway gateway) {
        return gateway.notices.stream().map(Gateway::text).toList();
    }

    @Test
    void passesWhatAdvancesAndWhatIsWanted() throws Exception {
        try (HttpPeer peer = HttpPeer.legacy("{\"tools\":{},\"logging\":{}}")
                        .on("tools/call", telling())
                        .on("logging/setLevel", turn -> turn.result("{}"));
                Gateway gateway = Gateway.of(peer)) {
            gateway.first(Gateway.caller("carol", Optional.of(LogLevel.WARNING)));
            assertThat(texts(gateway))
                    .containsExactly(
                            "{\"progressToken\":\"mine\",\"progress\":1}",
                            "{\"progressToken\":\"mine\",\"progress\":2.5,\"total\":4}",
                            "{\"level\":\"error\",\"data\":2}");
        }
    }

    @Test
    void setsTheLevelInASessionWhereMoreIsWanted() throws Exception {
        try (HttpPeer peer = HttpPeer.legacy("{\"tools\":{},\"logging\":{}}")
                        .on("tools/call", turn -> turn.result("{\"content\":[]}"))
                        .on("logging/setLevel", turn -> turn.result("{}"));
                Gateway gateway = Gateway.of(peer)) {
            for (LogLevel level : List.of(LogLevel.ERROR, LogLevel.ERROR, LogLevel.CRITICAL, LogLevel.INFO)) {
                gateway.first(Gateway.caller("carol", Optional.of(level)));
            }
            gateway.first(Gateway.caller("carol"));
            assertThat(peer.heard("logging/setLevel"))
                    .extracting(message -> message.path("params").path("level").asString(""))
                    .containsExactly("error", "info");
        }
    }

    @Test
    void tellsAServerOfTheNewerEraWithEachRequest() throws Exception {
        Caller carol = Gateway.caller("carol", Optional.of(LogLevel.INFO), Asked.SAMPLING);
        try (HttpPeer peer = HttpPeer.modern("{\"tools\":{},\"logging\":{}}")
                        .on("tools/call", turn -> turn.result("{\"content\":[],\"resultType\":\"complete\"}"));
                Gateway gateway = Gateway.of(peer)) {
            assertThat(gateway.first(carol)).isInstanceOf(Answer.Result.class);
            gateway.first(Gateway.caller("dave"));
            List<String> meta = peer.heard("tools/call").stream()
                    .map(message -> message.path("params").path("_meta").toString())
                    .toList();
            assertThat(meta.getFirst())
                    .contains("\"io.modelcontextprotocol/logLevel\":\"info\"")
                    .contains("\"io.modelcontextprotocol/clientCapabilities\":{\"sampling\":{}}");
            assertThat(meta.getLast()).doesNotContain("logLevel").contains("clientCapabilities\":{}");
            assertThat(peer.heard("logging/setLevel")).isEmpty();
        }
    }
}
