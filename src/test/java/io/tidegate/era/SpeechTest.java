package io.tidegate.era;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.call.Answer;
import io.tidegate.call.ControlId;
import io.tidegate.call.Door;
import io.tidegate.call.Refused;
import io.tidegate.call.Release;
import io.tidegate.call.Ruling;
import io.tidegate.call.Rulings;
import io.tidegate.call.Samples;
import io.tidegate.call.Verdict;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.ProtocolVersion;
import io.tidegate.mcp.RequestId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Is what a client gets an envelope of the gateway's own, in its era?
class SpeechTest {
    private static final Speech SPEECH = new Speech("test");

    private static String said(ProtocolVersion version, String result) throws Refused {
        return said(Method.TOOLS_CALL, version, result);
    }

    private static String said(String method, ProtocolVersion version, String result) throws Refused {
        Answer.Result answer = Samples.result(result);
        List<Ruling> rulings = ControlId.required(Door.AFTER).stream()
                .map(id -> new Ruling(id, answer.content().digest(), Verdict.PASS, 0))
                .toList();
        Release release = Release.from(answer, new Rulings(Door.AFTER, answer.content(), rulings, answer.content()));
        return new String(SPEECH.answer(RequestId.of(1), method, version, release), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"content\":[]}",
                "{\"content\":[],\"resultType\":\"complete\"}",
                "{\"content\":[],\"resultType\":\"input_required\"}",
                "{\"content\":[],\"resultType\":[\"input_required\"]}",
                "{\"content\":[],\"resultType\":null}"
            })
    void saysOfEveryResultThatItIsComplete(String result) throws Refused {
        String meta = "\"_meta\":{\"io.modelcontextprotocol/serverInfo\":{\"name\":\"tidegate\",\"title\":\"Tidegate\","
                + "\"version\":\"test\"}}";
        assertThat(said(ProtocolVersion.LATEST_STATELESS, result))
                .isIn(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"content\":[]," + meta
                                + ",\"resultType\":\"complete\"}}",
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"content\":[],\"resultType\":\"complete\"," + meta
                                + "}}");
    }

    @Test
    void saysNothingOfItInTheOlderEra() throws Refused {
        assertThat(said(ProtocolVersion.LATEST_STATEFUL, "{\"content\":[],\"resultType\":\"complete\"}"))
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"content\":[]}}");
    }

    /// A server of the older era does not say how long what it answers may be kept; a client of the newer one must
    /// know.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"contents\":[]}",
                "{\"contents\":[],\"ttlMs\":-1,\"cacheScope\":\"public\"}",
                "{\"contents\":[],\"ttlMs\":\"0\",\"cacheScope\":null}"
            })
    void saysHowLongWhatWasReadMayBeKept(String result) throws Refused {
        assertThat(said(Method.RESOURCES_READ, ProtocolVersion.LATEST_STATELESS, result))
                .contains("\"contents\":[]", "\"ttlMs\":0", "\"cacheScope\":\"private\"", "\"resultType\":\"complete\"")
                .doesNotContain("public", "-1", "null");
    }

    @Test
    void keepsTheTimeThatServersGive() throws Refused {
        assertThat(said(Method.RESOURCES_READ, ProtocolVersion.LATEST_STATELESS, "{\"contents\":[],\"ttlMs\":5000}"))
                .contains("\"ttlMs\":5000", "\"cacheScope\":\"private\"");
    }
}
