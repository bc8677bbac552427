package io.tidegate.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

/// Does memory that is taken come back, and is no more given than there is?
class RoomTest {
    private static final long MEGABYTE = 1 << 20;
    private final Room room = new Room(100 * MEGABYTE);

    @Test
    void hasPlaceForSmallMessagesAlways() {
        assertThat(room.take("one", 1_000 * MEGABYTE)).isPresent();
        assertThat(room.take("one", Room.SMALL_BYTES_MAX)).isPresent();
        assertThat(room.take("one", Room.SMALL_BYTES_MAX + 1)).isEmpty();
        assertThat(room.isFull(Room.SMALL_BYTES_MAX)).isFalse();
        assertThat(room.isFull(Room.SMALL_BYTES_MAX + 1)).isTrue();
    }

    @Test
    void givesNoMoreThanThereIs() {
        assertThat(room.take("one", 2 * MEGABYTE)).isPresent();
        assertThat(room.take("two", 2 * MEGABYTE)).isPresent();
        assertThat(room.take("three", 2 * MEGABYTE)).isEmpty();
        assertThat(room.isFull(2 * MEGABYTE)).isTrue();
    }

    @Test
    void leavesSomeForOthers() {
        assertThat(room.take("one", MEGABYTE)).isPresent();
        assertThat(room.take("one", MEGABYTE)).isPresent();
        assertThat(room.take("one", MEGABYTE)).isEmpty();
        assertThat(room.isFull(MEGABYTE)).isFalse();
        assertThat(room.take("two", MEGABYTE)).isPresent();
    }

    @Test
    void hasPlaceAgainWhenSomebodyLeft() {
        Shares.Share first = room.take("one", 3 * MEGABYTE).orElseThrow();
        assertThat(room.take("two", 3 * MEGABYTE)).isEmpty();

        first.close();
        first.close();

        assertThat(room.take("two", 3 * MEGABYTE)).isPresent();
        assertThat(room.take("three", 3 * MEGABYTE))
                .as("leaving twice frees no more")
                .isEmpty();
    }

    @Test
    void takesWhatNeverFitsWhenItIsAlone() {
        Shares.Share small = room.take("one", MEGABYTE).orElseThrow();
        assertThat(room.take("two", Long.MAX_VALUE)).isEmpty();

        small.close();

        assertThat(room.take("two", Long.MAX_VALUE)).isPresent();
    }

    @Test
    void refusesToHoldNothing() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Room(0));
    }
}
