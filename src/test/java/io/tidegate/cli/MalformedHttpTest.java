package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Is a request that can't be read as HTTP in the trail, without what it said?
class MalformedHttpTest {
    @TempDir
    private Path folder;

    private static String said(Started started, String request) throws Exception {
        try (Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), started.gateway().address().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void recordsWhatIsNotHttp() throws Exception {
        try (Started started = Started.in(folder, "")) {
            assertThat(said(started, "SECRET rubbish\r\n\r\n")).startsWith("HTTP/1.1 400");
            String twoLengths = """
                    POST /mcp HTTP/1.1
                    Host: localhost
                    Content-Length: 1
                    Transfer-Encoding: chunked

                    """.replace("\n", "\r\n");
            assertThat(said(started, twoLengths)).startsWith("HTTP/1.1 400");
            assertThat(started.refused())
                    .hasSize(2)
                    .allSatisfy(record -> assertThat(record)
                            .contains("\"reason\":\"malformed\"", "\"source\":\"127.0.0.1\"")
                            .doesNotContain("SECRET"))
                    .anySatisfy(record -> assertThat(record).contains("http length-and-encoding"));
            assertThat(started.admin("/metrics").body()).contains("tidegate_refusals_total{reason=\"malformed\"} 2.0");
        }
    }

    @Test
    void recordsWhatEndsInTheMiddleOfItsBody() throws Exception {
        try (Started started = Started.in(folder, "")) {
            assertThat(said(
                            started,
                            "POST /mcp HTTP/1.1\r\nHost: 127.0.0.1:"
                                    + started.gateway().address().getPort() + "\r\nContent-Type: application/json\r\n"
                                    + "Content-Length: 100\r\n\r\n{\"jsonrpc\":\"2.0\",\"id\":1,"))
                    .doesNotContain("200 OK");
            Awaitility.await().untilAsserted(() -> assertThat(started.refused())
                    .singleElement()
                    .asString()
                    .contains("\"reason\":\"malformed\"", "body-cut"));
        }
    }
}
