package io.tidegate.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Do large messages wait for each other, and small ones for none of them?
class MessageMemoryTest {
    private static final int MEGABYTE = 1 << 20;
    private final MessageMemory memory = new MessageMemory(160 * MEGABYTE);

    private static byte[] text(String piece, int bytes) {
        byte[] json = ("\"" + piece.repeat(bytes / piece.length())).getBytes(StandardCharsets.UTF_8);
        json = Arrays.copyOf(json, json.length + 1);
        json[json.length - 1] = '"';
        return json;
    }

    private Optional<Shares.Share> examine(String who, byte[] json) {
        return memory.toExamine(who, json).await(Duration.ZERO);
    }

    @Test
    void holdsNoMoreThanThereIs() {
        assertThat(memory.bytesMax()).isBetween(11 * MEGABYTE, 12 * MEGABYTE);
        assertThat(memory.toHold("one", memory.bytesMax()).await(Duration.ZERO)).isPresent();
        assertThat(memory.toHold("two", MEGABYTE).await(Duration.ZERO)).isEmpty();
        assertThat(memory.toHold("two", memory.bytesMax() + 1).possible()).isFalse();
    }

    @Test
    void requestsLeaveRoomForOthersAndForSmallOnes() {
        assertThat(memory.toAsk("one", MEGABYTE)).isPresent();
        assertThat(memory.toAsk("one", MEGABYTE)).isPresent();
        assertThat(memory.toAsk("one", MEGABYTE)).isEmpty();
        assertThat(memory.isFull(MEGABYTE)).as("it is one caller's share").isFalse();
        assertThat(memory.toAsk("one", 4 << 10)).isPresent();

        assertThat(memory.toAsk("two", 2 * MEGABYTE)).isPresent();
        assertThat(memory.toAsk("three", MEGABYTE)).isEmpty();
        assertThat(memory.isFull(MEGABYTE)).isTrue();
    }

    @Test
    void takesARequestThatNeverFitsWhenItIsAlone() {
        Shares.Share small = memory.toAsk("one", MEGABYTE).orElseThrow();
        assertThat(memory.toAsk("two", Long.MAX_VALUE)).isEmpty();
        small.close();
        assertThat(memory.toAsk("two", Long.MAX_VALUE)).isPresent();
    }

    @Test
    void smallAnswersWaitForNoLargeOnes() {
        assertThat(examine("one", text("text ", 11 * MEGABYTE))).isPresent();
        assertThat(examine("one", text("text ", MEGABYTE))).isEmpty();
        assertThat(examine("two", text("text ", MessageMemory.FREE_BYTES / 2))).isPresent();
    }

    @Test
    void smallAnswersAreBoundedToo() {
        int examined = 0;
        while (examine("caller " + examined, text("text ", MessageMemory.FREE_BYTES / 2))
                .isPresent()) {
            examined++;
        }
        assertThat(examined).isBetween(5, 20);
        assertThat(examine("one", text("text ", MEGABYTE)))
                .as("and in nobody's way")
                .isPresent();
    }

    @Test
    void chargesForWideTextAndForManyValues() {
        assertThat(memory.toExamine("one", text("text ", 11 * MEGABYTE)).possible())
                .isTrue();
        assertThat(memory.toExamine("one", text("{\\\"a\\\":1}, ", 9 * MEGABYTE))
                        .possible())
                .as("inside a text are no values")
                .isTrue();
        assertThat(memory.toExamine("one", text("t\u00e9xt ", 11 * MEGABYTE)).possible())
                .as("letters beyond ASCII")
                .isFalse();
        assertThat(memory.toExamine("one", text("\\u0041 ", 11 * MEGABYTE)).possible())
                .as("escaped letters")
                .isFalse();
        byte[] numbers = ("[1" + ",1".repeat(700_000) + "]").getBytes(StandardCharsets.UTF_8);
        assertThat(memory.toExamine("one", numbers).possible()).as("values").isFalse();
    }
}
