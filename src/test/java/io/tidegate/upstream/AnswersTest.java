package io.tidegate.upstream;

import static io.tidegate.upstream.Gateway.resume;
import static io.tidegate.upstream.Gateway.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.call.Answer;
import io.tidegate.call.Caller;
import io.tidegate.call.Resume;
import io.tidegate.mcp.Capabilities.Asked;
import io.tidegate.mcp.Offering;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Does whatever a server needs of a client look the same, and is the call put anew where the server forgot it?
class AnswersTest {
    private static final Caller VISITOR = Gateway.caller("vera", Asked.ELICITATION_URL);
    private static final String NEEDED =
            "{\"code\":-32042,\"message\":\"visit\",\"data\":{\"elicitations\":[{\"mode\":\"url\","
                    + "\"elicitationId\":\"e\",\"url\":\"https://example.org/a\",\"message\":\"sign in\"},{\"mode\":\"form\"}]}}";

    private static HttpPeer visiting() throws Exception {
        HttpPeer peer = HttpPeer.legacy("{\"tools\":{}}");
        return peer.on("tools/call", turn -> {
            if (peer.heard("tools/call").size() == 1) {
                turn.failure(NEEDED);
            } else {
                turn.result("{\"content\":[]}");
            }
        });
    }

    @Test
    void asksForAVisitAndCallsAnew() throws Exception {
        try (HttpPeer peer = visiting();
                Gateway gateway = Gateway.of(peer)) {
            Answer asked = gateway.first(VISITOR);
            assertThat(text(asked))
                    .isEqualTo(
                            "{\"inputRequests\":{\"input-1-1\":{\"method\":\"elicitation/create\",\"params\":{\"mode\":"
                                    + "\"url\",\"elicitationId\":\"e\",\"url\":\"https://example.org/a\",\"message\":\"sign in\"}}}}");
            assertThat(resume(asked)).isEqualTo(new Resume.Anew(Optional.empty()));
            Answer answer = gateway.next(VISITOR, resume(asked), "input-1-1", "{\"action\":\"accept\"}");
            assertThat(answer).isInstanceOf(Answer.Result.class);
            assertThat(peer.heard("tools/call").getLast().path("params").has("inputResponses"))
                    .isFalse();
        }
    }

    @Test
    void endsACallWhoseVisitIsDeclined() throws Exception {
        try (HttpPeer peer = visiting();
                Gateway gateway = Gateway.of(peer)) {
            Resume resume = resume(gateway.first(VISITOR));
            Answer answer = gateway.next(VISITOR, resume, "input-1-1", "{\"action\":\"decline\"}");
            assertThat(answer).isInstanceOf(Answer.Failure.class);
            assertThat(peer.heard("tools/call")).hasSize(1);
        }
    }

    @Test
    void leavesTheErrorToWhoCannotVisit() throws Exception {
        try (HttpPeer peer = visiting();
                Gateway gateway = Gateway.of(peer)) {
            assertThat(text(gateway.first(Gateway.ALICE))).isEqualTo(NEEDED);
        }
    }

    private static HttpPeer stateless() throws Exception {
        HttpPeer peer = HttpPeer.modern("{\"tools\":{}}");
        return peer.on("tools/call", turn -> {
            if (peer.heard("tools/call").size() == 1) {
                turn.result(
                        "{\"resultType\":\"input_required\",\"requestState\":\"s\",\"inputRequests\":{\"k\":{\"method\":"
                                + "\"elicitation/create\",\"params\":{\"message\":\"?\"}}}}");
            } else {
                turn.result("{\"resultType\":\"complete\",\"content\":[]}");
            }
        });
    }

    @Test
    void passesResponsesToAServerThatRemembersNothing() throws Exception {
        try (HttpPeer peer = stateless();
                Gateway gateway = Gateway.of(peer)) {
            Answer asked = gateway.first(Gateway.ALICE);
            assertThat(resume(asked)).isEqualTo(new Resume.Anew(Optional.of("s")));
            gateway.next(Gateway.ALICE, resume(asked), "k", "{\"action\":\"decline\"}");
            assertThat(peer.heard("tools/call")
                            .getLast()
                            .path("params")
                            .path("inputResponses")
                            .toString())
                    .isEqualTo("{\"k\":{\"action\":\"decline\"}}");
        }
    }

    @Test
    void endsACallWhoseClientAnsweredWithAnError() throws Exception {
        try (HttpPeer peer = stateless();
                Gateway gateway = Gateway.of(peer)) {
            Resume resume = resume(gateway.first(Gateway.ALICE));
            Answer answer = gateway.next(
                    Gateway.ALICE, resume, "k", "{\"io.tidegate/error\":{\"code\":-1,\"message\":\"no\"}}");
            assertThat(answer).isInstanceOf(Answer.Failure.class);
            assertThat(text(answer)).isEqualTo("{\"code\":-1,\"message\":\"no\"}");
            assertThat(peer.heard("tools/call")).hasSize(1);
        }
    }

    @Test
    void tellsArgumentsInHeaders() throws Exception {
        String schema =
                "{\"type\":\"object\",\"properties\":{\"place\":{\"type\":\"string\",\"x-mcp-header\":\"Place\"},"
                        + "\"count\":{\"type\":\"integer\",\"x-mcp-header\":\"Count\"},"
                        + "\"none\":{\"type\":\"string\",\"x-mcp-header\":\"None\"}}}";
        try (HttpPeer peer = HttpPeer.modern("{\"tools\":{}}")
                        .on(
                                "tools/list",
                                turn -> turn.result("{\"tools\":[{\"name\":\"t\",\"inputSchema\":" + schema
                                        + "},{\"name\":\"bad\",\"inputSchema\":{\"x-mcp-header\":\"X\"}}]}"))
                        .on(
                                "tools/call",
                                turn -> turn.result("{\"content\":[],\"headers\":\""
                                        + turn.header("Mcp-Name") + turn.header("Mcp-Param-Place")
                                        + turn.header("Mcp-Param-Count") + turn.header("Mcp-Param-None") + "\"}"));
                Gateway gateway = Gateway.of(peer)) {
            assertThat(gateway.offers.take().of(Offering.TOOL)).hasSize(1);
            Answer answer = gateway.go(gateway.call(
                    Gateway.ALICE,
                    ",\"arguments\":{\"place\":\"Köln\",\"count\":42.0,\"none\":null}",
                    Optional.empty()));
            assertThat(text(answer)).contains("Optional[t]Optional[=?base64?S8O2bG4=?=]Optional[42]Optional.empty");
        }
    }
}
