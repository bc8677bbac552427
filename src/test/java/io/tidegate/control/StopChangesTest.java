package io.tidegate.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Is every change told once, whatever stands in the file?
class StopChangesTest {
    private static final StopChanges.Change SET =
            new StopChanges.Change(new Stop.User("a".repeat(400)), StopChanges.Kind.SET);
    private static final StopChanges.Change LIFTED =
            new StopChanges.Change(new Stop.Everything(), StopChanges.Kind.LIFTED);

    @TempDir
    private Path folder;

    private Path stops() {
        return folder.resolve("stops");
    }

    private void write(String text) throws IOException {
        Files.writeString(folder.resolve("stops.changes"), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Test
    void tellsWhatIsNotedFromItsBeginningOn() throws IOException {
        StopChanges.note(stops(), SET);
        StopChanges changes = new StopChanges(stops());
        assertThat(changes.next()).isEmpty();
        StopChanges.note(stops(), LIFTED);
        StopChanges.note(stops(), SET);
        assertThat(changes.next()).containsExactly(LIFTED, SET);
        assertThat(changes.next()).isEmpty();
    }

    @Test
    void beginsAnewBeforeItGrowsLarge() throws IOException {
        StopChanges changes = new StopChanges(stops());
        List<StopChanges.Change> told = new ArrayList<>();
        for (int time = 0; time < 1_000; time++) {
            StopChanges.note(stops(), SET);
            if (time % 7 == 0) {
                told.addAll(changes.next());
            }
        }
        told.addAll(changes.next());
        assertThat(told.size())
                .isBetween(1_000 - 7 * 7, 1_000); // what stood behind the last look goes with the old file
        assertThat(Files.size(folder.resolve("stops.changes"))).isLessThan(70_000);
    }

    @Test
    void passesOverWhatIsNoChange() throws IOException {
        StopChanges changes = new StopChanges(stops());
        write("all\n+\n+planet:earth\n\u00ff\u0000\n-all\n+us");
        assertThat(changes.next()).containsExactly(LIFTED);
        write("er:ada\n");
        assertThat(changes.next()).containsExactly(new StopChanges.Change(new Stop.User("ada"), StopChanges.Kind.SET));
        write("x".repeat(400_000));
        for (int look = 0; look < 4; look++) {
            assertThat(changes.next()).isEmpty();
        }
        write("\n-all\n");
        assertThat(changes.next()).containsExactly(LIFTED);
    }
}
