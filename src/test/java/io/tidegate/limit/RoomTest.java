package io.tidegate.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Does memory that is taken come back, and is no more given than there is?
class RoomTest {
    private static final long MEGABYTE = 1 << 20;
    private final Room room = new Room(100 * MEGABYTE);

    @Test
    void hasPlaceForSmallMessagesAlways() {
        assertThat(room.take(1_000 * MEGABYTE)).isPresent();
        assertThat(room.take(Room.SMALL_BYTES_MAX)).isPresent();
        assertThat(room.take(Room.SMALL_BYTES_MAX + 1)).isEmpty();
    }

    @Test
    void givesNoMoreThanThereIs() {
        assertThat(room.take(2 * MEGABYTE)).isPresent();
        assertThat(room.take(2 * MEGABYTE)).isPresent();
        assertThat(room.take(2 * MEGABYTE)).isEmpty();
    }

    @Test
    void hasPlaceAgainWhenSomebodyLeft() {
        Optional<Room.Place> first = room.take(3 * MEGABYTE);
        assertThat(room.take(3 * MEGABYTE)).isEmpty();

        first.orElseThrow().close();
        first.orElseThrow().close();

        assertThat(room.take(3 * MEGABYTE)).isPresent();
        assertThat(room.take(3 * MEGABYTE)).as("leaving twice frees no more").isEmpty();
    }

    @Test
    void takesWhatNeverFitsWhenItIsAlone() {
        Optional<Room.Place> small = room.take(MEGABYTE);
        assertThat(room.take(Long.MAX_VALUE)).isEmpty();

        small.orElseThrow().close();

        assertThat(room.take(Long.MAX_VALUE)).isPresent();
    }

    @Test
    void refusesToHoldNothing() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Room(0));
    }
}
