package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Can strangers keep others from the token endpoint, and can a user be called like a client or an account?
@Timeout(60)
class TokenEndpointAttacksTest extends TokenEndpointFixture {
    @Test
    void whoIsSlowWithAFormKeepsNobodyOut() throws Exception {
        InetSocketAddress at = started.gateway().address();
        String head = "POST /oauth/token HTTP/1.1\r\nHost: localhost:" + at.getPort()
                + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 60000\r\n\r\n";
        List<Socket> open = new ArrayList<>();
        try {
            for (int stranger = 0; stranger < 100; stranger++) {
                InetAddress from = InetAddress.getByName("127.0.0." + (10 + stranger));
                Socket socket = new Socket(at.getAddress(), at.getPort(), from, 0);
                socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                open.add(socket);
            }
            Awaitility.await()
                    .until(() -> started.gateway().connections() >= open.size()); // all of them wait for a form
            for (int exchange = 0; exchange < 5; exchange++) {
                assertThat(send(exchange(jag(assertion()))).status()).isEqualTo(200);
            }
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"client:robot", "os:root", "anonymous"})
    void nobodyIsCalledLikeAClientOrAnAccount(String name) throws Exception {
        RawRequest.Answer answer = send(exchange(jag(assertion("sub", name))));
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains("invalid_grant");
    }
}
