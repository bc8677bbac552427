package io.tidegate.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.mcp.RequestId;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Is the id of a message found wherever it stands, and nothing else taken for it?
class IdScanTest {
    private static Optional<RequestId> fedInPieces(String line, int piece) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        IdScan scan = new IdScan();
        for (int from = 0; from < bytes.length; from += piece) {
            scan.feed(bytes, from, Math.min(bytes.length, from + piece));
        }
        return scan.id();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"jsonrpc\":\"2.0\",\"id\":17,\"result\":{}}",
                "{\"result\":{\"content\":[{\"id\":3,\"text\":\"{\\\"id\\\":4\"}]},\"jsonrpc\":\"2.0\",\"id\":17}",
                "{ \"id\" : 17 , \"result\" : {} }",
                "{\"\\u0069d\":5,\"result\":{\"id\":6},\"x\":\"id\",\"a\":[\"id\",7,{\"id\":8}],\"id\":17}",
                "{\"idx\":1,\"i\":2,\"di\":3,\"x\":\"\\\\\",\"id\":17}"
            })
    void findsTheIdOfTheMessage(String line) {
        assertThat(IdScan.of(line.getBytes(StandardCharsets.UTF_8))).contains(RequestId.of(17));
        assertThat(fedInPieces(line, 1)).contains(RequestId.of(17));
        assertThat(fedInPieces(line, 7)).contains(RequestId.of(17));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"jsonrpc\":\"2.0\",\"method\":\"id\",\"params\":{\"id\":17}}",
                "{\"id\":\"17\"}",
                "{\"id\":-17}",
                "{\"id\":17e3}",
                "{\"id\":null}",
                "{\"id\":17",
                "[{\"id\":17}]",
                "{\"id\":[17]}",
                "{\"id\":}",
                "{\"id\":12345678901234567890}",
                "}}}}{\"id\":17}",
                ""
            })
    void findsNothingElse(String line) {
        assertThat(fedInPieces(line, 2)).isEmpty();
    }
}
