package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.control.Stop;
import io.tidegate.control.Stops;
import io.tidegate.json.JsonDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Does `tidegate stop` write what a running gateway reads?
class StopCommandTest {
    @TempDir
    private Path state = Path.of("");

    @Test
    void addsListsAndRemoves() {
        assertThat(stop("add", "server", "crm").code()).isZero();
        assertThat(stop("add", "tool:crm/delete").code()).isZero();
        assertThat(now()).containsExactlyInAnyOrder(new Stop.Server("crm"), new Stop.Tool("crm/delete"));
        assertThat(stop("list").out()).contains("server:crm", "tool:crm/delete");
        assertThat(stop("remove", "server", "crm").code()).isZero();
        assertThat(now()).containsExactly(new Stop.Tool("crm/delete"));
    }

    @Test
    void saysThatNothingIsStopped() {
        assertThat(stop("list").out()).isEqualToIgnoringNewLines("nothing is stopped");
    }

    @Test
    void stopsUserWhoseNameHasColonsAndAllAtOnce() {
        assertThat(stop("add", "user", "urn:x:ada").code()).isZero();
        assertThat(stop("add", "all").code()).isZero();
        assertThat(now()).containsExactlyInAnyOrder(new Stop.User("urn:x:ada"), new Stop.Everything());
        assertThat(stop("remove", "user", "urn:x:ada").out()).contains("everything is still stopped");
    }

    @Test
    void refusesWhatCantBeStopped() {
        assertThat(stop("add", "planet", "earth").code()).isEqualTo(Exit.USED_WRONGLY);
        assertThat(stop("add", "tool", "delete").code()).isEqualTo(Exit.USED_WRONGLY);
        assertThat(stop("add", "user", "two\nall").code()).isEqualTo(Exit.USED_WRONGLY);
        assertThat(now()).isEmpty();
    }

    @Test
    void tellsWhenThereWasNothingToRemove() {
        Ran ran = stop("remove", "all");
        assertThat(ran.code()).isEqualTo(Exit.FINDINGS);
        assertThat(ran.out()).contains("was not stopped");
    }

    @Test
    void keepsAllStoppedWhenFileIsDamagedUntilSomeoneSaysOtherwise() throws IOException {
        Files.writeString(state.resolve("stops"), "no stop at all\n");
        assertThat(stop("add", "server", "crm").code()).isZero();
        assertThat(now()).containsExactlyInAnyOrder(new Stop.Everything(), new Stop.Server("crm"));
        assertThat(stop("remove", "all").code()).isZero();
        assertThat(now()).containsExactly(new Stop.Server("crm"));
    }

    @Test
    void saysTheSameAsJson() {
        stop("add", "server", "crm");
        var listed = JsonDocument.of(stop("list", "--json").out().strip()).root();
        assertThat(listed.get("stops").orElseThrow().elements())
                .singleElement()
                .satisfies(one -> assertThat(one.string("what")).hasValue("server:crm"));
    }

    private Ran stop(String verb, String... words) {
        String[] all = new String[words.length + 4];
        all[0] = "stop";
        all[1] = verb;
        System.arraycopy(words, 0, all, 2, words.length);
        all[words.length + 2] = "--state";
        all[words.length + 3] = state.toString();
        return Ran.of(all);
    }

    private Set<Stop> now() {
        return new Stops(state.resolve("stops"), System::nanoTime).now();
    }
}
