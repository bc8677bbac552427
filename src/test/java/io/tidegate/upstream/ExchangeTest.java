package io.tidegate.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.call.Cancellation;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonLimits;
import io.tidegate.limit.Holding;
import io.tidegate.limit.MessageMemory;
import io.tidegate.limit.Shares;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.RequestId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Does a server's flood stay small, whatever it is made of?
class ExchangeTest {
    private static final Message ANSWER = new Message.Result(RequestId.of(1), JsonDocument.of("{}"));
    private static final byte[] LARGE = ("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"a\":\"" + "x".repeat(100_000)
                    + "\"}}")
            .getBytes(StandardCharsets.UTF_8);
    private final MessageMemory memory = new MessageMemory(20 << 20);
    private final Exchange exchange = new Exchange(Asker.GATEWAY);
    private final List<Message.Notification> heard = new ArrayList<>();

    private static Message.Notification notice(int bytes) {
        return new Message.Notification(
                Method.PROGRESS, JsonDocument.of("{\"message\":\"" + "y".repeat(bytes) + "\"}"));
    }

    private Message await() throws LinkFailed {
        Instant noon = Instant.parse("2026-03-01T12:00:00Z");
        Question question = new Question(
                Method.TOOLS_CALL,
                Optional.empty(),
                Message.NO_PARAMS,
                Optional.of(heard::add),
                Optional.empty(),
                Asker.GATEWAY,
                noon.plusSeconds(5),
                new Cancellation(),
                new Holding(),
                Optional.empty());
        InstantSource clock = InstantSource.fixed(noon);
        Intake.Room room = new Intake.Room(memory, JsonLimits.DEFAULT, clock);
        try (Intake intake = new Intake(room, question)) {
            return exchange.await(question, clock, intake);
        }
    }

    @Test
    void dropsNoticesBeyondTheirNumber() throws LinkFailed {
        for (int sent = 0; sent < 1_000; sent++) {
            exchange.offer(notice(10));
        }
        assertThat(exchange.offer(ANSWER)).isTrue();

        assertThat(await()).isEqualTo(ANSWER);
        assertThat(heard).hasSize(256);
    }

    @Test
    void dropsNoticesBeyondTheirSize() throws LinkFailed {
        int third = Exchange.NOTICE_BYTES_MAX / 3;

        assertThat(exchange.offer(notice(Exchange.NOTICE_BYTES_MAX + 1))).isFalse();
        assertThat(exchange.offer(notice(third))).isTrue();
        assertThat(exchange.offer(notice(third))).isTrue();
        assertThat(exchange.offer(notice(third))).isFalse();
        assertThat(exchange.offer(notice(10))).isTrue();
        assertThat(exchange.offer(ANSWER)).isTrue();

        assertThat(await()).isEqualTo(ANSWER);
        assertThat(heard).hasSize(3);
        assertThat(exchange.offer(notice(third))).as("room again").isTrue();
    }

    private Optional<Shares.Share> all() {
        return memory.toHold("server", memory.bytesMax()).await(Duration.ZERO);
    }

    @Test
    void readsALargeAnswerForWhoWaits() throws LinkFailed {
        assertThat(exchange.offer(LARGE, all().orElseThrow())).isTrue();
        assertThat(await()).isInstanceOf(Message.Result.class);
        assertThat(all()).as("all is free again").isPresent();
    }

    @Test
    void givesBackWhatALargeAnswerHeldThatNobodyWaitsFor() {
        Shares.Share held = all().orElseThrow();
        assertThat(exchange.offer(LARGE, held)).isTrue();
        assertThat(exchange.offer(LARGE, held)).as("a second one").isFalse();
        exchange.close();
        assertThat(all()).as("all is free again").isPresent();
        assertThat(exchange.offer(LARGE, held)).as("too late").isFalse();
    }

    @Test
    void takesOneAnswer() throws LinkFailed {
        assertThat(exchange.offer(ANSWER)).isTrue();
        assertThat(exchange.offer(ANSWER)).isFalse();

        assertThat(await()).isEqualTo(ANSWER);
    }
}
