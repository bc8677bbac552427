package io.tidegate.upstream;

import static io.tidegate.upstream.Gateway.ALICE;
import static io.tidegate.upstream.Gateway.BOB;
import static io.tidegate.upstream.Gateway.resume;
import static io.tidegate.upstream.Gateway.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.call.Answer;
import io.tidegate.call.Refused;
import io.tidegate.config.Server.Reach;
import io.tidegate.secret.Setting;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Does a call wait for its client where a process asks in its midst?
class ParkedOnPipeTest {
    private static final String NAMED = "{\"action\":\"accept\",\"content\":{\"name\":\"x\"}}";

    private static Gateway gateway() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<Setting> arguments = List.of(
                new Setting.Plain("-XX:TieredStopAtLevel=1"),
                new Setting.Plain("-XX:+UseSerialGC"),
                new Setting.Plain("-cp"),
                new Setting.Plain(System.getProperty("java.class.path")),
                new Setting.Plain(PipePeer.class.getName()));
        return new Gateway(new Reach.Run(java, arguments, Map.of(), Optional.empty()));
    }

    @Test
    void asksTheClientAndGoesOn() throws Exception {
        try (Gateway gateway = gateway()) {
            Answer asked = gateway.first(ALICE);
            assertThat(text(asked)).contains("\"input-1\":{\"method\":\"elicitation/create\"");
            assertThat(text(gateway.next(ALICE, resume(asked), NAMED))).contains("\"name\":\"x\"");
            assertThat(gateway.parking.size()).isZero();

            Answer given = gateway.first(ALICE);
            gateway.parking.forget("alice-session");
            assertThatThrownBy(() -> gateway.next(ALICE, resume(given), NAMED)).isInstanceOf(Refused.class);
            assertThat(gateway.first(BOB)).as("nothing is left of it").isInstanceOf(Answer.InputRequired.class);

            gateway.upstream.watch(Asker.of(BOB), "file:///a", Instant.now().plusSeconds(10));
            assertThat(gateway.updates.poll(10, TimeUnit.SECONDS)).isEqualTo("bob-session file:///a");
        }
    }
}
