package io.tidegate.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.call.Cancellation;
import io.tidegate.http.HttpFailure;
import io.tidegate.json.JsonLimits;
import io.tidegate.limit.Holding;
import io.tidegate.limit.MessageMemory;
import io.tidegate.limit.Shares;
import io.tidegate.mcp.Capabilities;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.Method;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// Is memory for an answer waited for as long as its call lives, and given back however it ends?
class IntakeTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final int LARGE = 1 << 20;
    private final MessageMemory memory = new MessageMemory(64 << 20);
    private final Cancellation cancellation = new Cancellation();
    private final Holding holding = new Holding();

    private Intake intake(Duration deadline) {
        InstantSource clock = InstantSource.system();
        Question question = new Question(
                Method.TOOLS_CALL,
                Optional.empty(),
                Message.NO_PARAMS,
                Optional.empty(),
                Optional.empty(),
                new Asker("caller", "caller", Capabilities.NONE, Optional.empty()),
                clock.instant().plus(deadline),
                cancellation,
                holding);
        return new Intake(new Intake.Room(memory, JsonLimits.DEFAULT, clock), question);
    }

    private static byte[] answer(int bytes) {
        return ("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"a\":\"" + "x".repeat(bytes) + "\"}}")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private Shares.Share everything() {
        return memory.toHold("everything", memory.bytesMax())
                .await(Duration.ZERO)
                .orElseThrow();
    }

    private boolean allIsFree() {
        Optional<Shares.Share> all = memory.toHold("test", memory.bytesMax()).await(Duration.ZERO);
        all.ifPresent(Shares.Share::close);
        return all.isPresent();
    }

    @Test
    void holdsTheAnswerAsLongAsTheCall() throws Exception {
        try (Intake intake = intake(LONG)) {
            assertThat(intake.upTo(LARGE * 2)).isEqualTo(LARGE * 2);
            assertThat(intake.read(answer(LARGE))).isInstanceOf(Message.Result.class);
            intake.keep();
        }
        assertThat(allIsFree()).isFalse();
        holding.examined();
        assertThat(allIsFree()).as("until it is written").isFalse();
        holding.close();
        assertThat(allIsFree()).isTrue();
    }

    @Test
    void noticeIsExaminedOnlyUntilItIsWritten() throws Exception {
        try (Intake intake = intake(LONG)) {
            intake.upTo(LARGE * 2);
            intake.read(answer(LARGE));
            assertThat(mayExamine(4 * LARGE)).isFalse();
            intake.pass();
            holding.examined();
            assertThat(mayExamine(4 * LARGE)).as("while a slow client reads it").isTrue();
            intake.drop();

            intake.upTo(LARGE * 2);
            intake.read(answer(LARGE));
            intake.pass();
            intake.drop();
            assertThat(mayExamine(4 * LARGE)).as("where it was not written").isTrue();

            intake.upTo(LARGE * 2);
            intake.read(answer(LARGE));
            intake.keep();
        }
        assertThat(mayExamine(4 * LARGE)).as("of the answer").isFalse();
    }

    private boolean mayExamine(int bytes) {
        Optional<Shares.Share> share = memory.toExamine("test", answer(bytes)).await(Duration.ZERO);
        share.ifPresent(Shares.Share::close);
        return share.isPresent();
    }

    @Test
    void givesBackWhatWasNoAnswer() throws Exception {
        try (Intake intake = intake(LONG)) {
            intake.upTo(LARGE * 2);
            intake.read(answer(LARGE));
            intake.drop();
            assertThat(allIsFree()).isTrue();
            intake.upTo(LARGE);
            assertThatThrownBy(() -> intake.read(new byte[LARGE])).isInstanceOf(LinkFailed.class);
        }
        assertThat(allIsFree()).isTrue();
    }

    @Test
    void waitsUntilThereIsRoom() throws Exception {
        Shares.Share all = everything();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Intake intake = intake(LONG)) {
            Future<Integer> waiting = threads.submit(() -> intake.upTo(LARGE));
            all.close();
            assertThat(waiting.get()).isEqualTo(LARGE);
        }
        assertThat(allIsFree()).isTrue();
    }

    @Test
    void givesUpAtTheDeadline() {
        try (Shares.Share _ = everything();
                Intake intake = intake(SHORT)) {
            assertThatThrownBy(() -> intake.upTo(LARGE)).isInstanceOf(HttpFailure.NoMemory.class);
        }
        assertThat(allIsFree()).isTrue();
    }

    @Test
    void givesUpWithTheCaller() throws Exception {
        try (Shares.Share _ = everything();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Intake intake = intake(Duration.ofMinutes(10))) {
            Future<?> waiting = threads.submit(
                    () -> assertThatThrownBy(() -> intake.upTo(LARGE)).isInstanceOf(HttpFailure.Cancelled.class));
            cancellation.request();
            waiting.get();
        }
        assertThat(allIsFree()).isTrue();
    }

    @Test
    void readsSmallAnswersWhileThereIsNoRoomForLargeOnes() throws Exception {
        try (Shares.Share _ = everything();
                Intake intake = intake(SHORT)) {
            assertThat(intake.read(answer(100))).isInstanceOf(Message.Result.class);
            assertThat(intake.read(answer(60_000))).isInstanceOf(Message.Result.class);
        }
    }

    @Test
    void refusesAtOnceWhatNeverFits() {
        try (Intake intake = intake(LONG)) {
            assertThatThrownBy(() -> intake.upTo(memory.bytesMax() + 1)).isInstanceOf(HttpFailure.TooLarge.class);
        }
    }
}
