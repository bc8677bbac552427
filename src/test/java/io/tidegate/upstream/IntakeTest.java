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
import java.util.ArrayList;
import java.util.List;
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
        return intake(deadline, "caller", memory);
    }

    private Intake intake(Duration deadline, String who, MessageMemory of) {
        InstantSource clock = InstantSource.system();
        Question question = new Question(
                Method.TOOLS_CALL,
                Optional.empty(),
                Message.NO_PARAMS,
                Optional.empty(),
                Optional.empty(),
                new Asker(who, who, Capabilities.NONE, Optional.empty()),
                clock.instant().plus(deadline),
                cancellation,
                holding,
                Optional.empty());
        return new Intake(new Intake.Room(of, JsonLimits.DEFAULT, clock), question);
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
        return allIsFree(memory);
    }

    private static boolean allIsFree(MessageMemory of) {
        Optional<Shares.Share> all = of.toHold("test", of.bytesMax()).await(Duration.ZERO);
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

    /// Both have begun, then each wants as much as there is for all.
    @Test
    void growsInStepsAndNobodyWhoGrowsWaitsForAnother() throws Exception {
        MessageMemory roomy = new MessageMemory(512 << 20);
        int most = roomy.bytesMax();
        List<Intake> intakes = List.of(intake(LONG, "one", roomy), intake(LONG, "two", roomy));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> grown = new ArrayList<>();
            for (Intake intake : intakes) {
                assertThat(intake.more(MessageMemory.FREE_BYTES + 1, most))
                        .isBetween(MessageMemory.FREE_BYTES + 1, LARGE);
            }
            assertThat(allIsFree(roomy))
                    .as("what only began takes nothing from the others")
                    .isTrue();
            for (Intake intake : intakes) {
                grown.add(threads.submit(() -> {
                    try (intake) {
                        return intake.more(LARGE, most);
                    }
                }));
            }
            for (Future<Integer> each : grown) {
                assertThat(each.get()).isEqualTo(most);
            }
        }
        assertThat(allIsFree(roomy)).isTrue();
        for (int again = 0; again < 100; again++) {
            try (Intake intake = intake(LONG, "one", roomy)) {
                assertThat(intake.more(LARGE / 4, most))
                        .as("what it began with is free again")
                        .isLessThan(most);
            }
        }
    }

    @Test
    void beginsWithMuchWhereNothingIsLeftToBeginWith() throws Exception {
        int most = memory.bytesMax();
        List<Shares.Share> begun = new ArrayList<>();
        for (int who = 0; ; who++) {
            Optional<Shares.Share> share = memory.toBegin("caller " + who);
            if (share.isEmpty()) {
                break;
            }
            begun.add(share.get());
        }
        assertThat(begun).isNotEmpty();
        try (Intake intake = intake(SHORT)) {
            assertThat(intake.more(LARGE / 4, most)).isEqualTo(most);
        }
        try (Shares.Share _ = everything();
                Intake intake = intake(SHORT)) {
            assertThatThrownBy(() -> intake.more(LARGE / 4, most)).isInstanceOf(HttpFailure.NoMemory.class);
        }
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
