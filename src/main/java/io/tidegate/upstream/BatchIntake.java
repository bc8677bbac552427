package io.tidegate.upstream;

import io.tidegate.limit.MessageMemory;
import io.tidegate.limit.Shares;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What becomes of a batch on a stream that many calls share? Of all versions 2025-03-26 alone has them, and whoever
/// speaks it must take them (Messages, Batching): there each message counts as if it had come alone. Elsewhere, and
/// where there are too many, the calls that are answered in it end.
final class BatchIntake {
    private static final Logger LOG = LoggerFactory.getLogger(BatchIntake.class);

    /// How long the reader waits for memory for a large message, while all others wait behind it.
    private static final Duration ROOM_WAIT_MAX = Duration.ofSeconds(1);

    private final String server;
    private final Intake.Room room;
    private final Switchboard board;
    private final Complaints bad = new Complaints(System::nanoTime);

    BatchIntake(String server, Intake.Room room, Switchboard board) {
        this.server = server;
        this.room = room;
        this.board = board;
    }

    /// @param json a line that begins as a list
    void take(byte[] json, boolean spoken) {
        int count = BatchScan.count(json);
        boolean good = spoken && count > 0 && count <= BatchScan.MESSAGES_MAX;
        if (!good) {
            bad.add(times -> LOG.warn("server {} wrote lists where it may not, {} times", server, times));
        }
        if (count > 0) {
            BatchScan.each(json, good ? this::takeOne : board::refuseAnswer);
        }
    }

    private void takeOne(byte[] json) {
        if (json.length <= MessageMemory.FREE_BYTES) {
            board.take(json);
            return;
        }
        Shares.Share held = room.memory().none("server " + server);
        if (room.memory().toHoldMore(held, json.length).await(ROOM_WAIT_MAX).isPresent()) {
            board.takeLarge(json, held);
        } else {
            held.close();
            board.dropped(LinkFailed.Why.NO_MEMORY, IdScan.of(json));
        }
    }
}
