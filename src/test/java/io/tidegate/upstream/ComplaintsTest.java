package io.tidegate.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Does a server that writes garbage without end fill no log, and is all of it counted?
class ComplaintsTest {
    @Test
    void tellsTheFirstAtOnceAndThenHowManyThereWere() {
        AtomicLong nanos = new AtomicLong(-5);
        Complaints complaints = new Complaints(nanos::get);
        List<Long> told = new ArrayList<>();
        for (int time = 0; time < 1_000; time++) {
            complaints.add(told::add);
        }
        assertThat(told).containsExactly(1L);
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());
        complaints.add(told::add);
        assertThat(told).containsExactly(1L, 1_000L);
        complaints.add(told::add);
        assertThat(told).hasSize(2);
    }
}
