package io.tidegate.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.call.Call;
import io.tidegate.call.Reason;
import io.tidegate.call.Samples;
import io.tidegate.call.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StopSwitchTest {
    private static final Call CALL = Samples.call("{}"); // alice, notes/read

    @TempDir
    private Path folder = Path.of("");

    private final AtomicLong nanos = new AtomicLong();
    private Path file = Path.of("");

    @BeforeEach
    void place() {
        file = folder.resolve("stops");
    }

    private Verdict judge(String stops) throws IOException {
        Files.writeString(file, stops);
        return control().judge(CALL);
    }

    private StopSwitch control() {
        return new StopSwitch(new Stops(file, nanos::get));
    }

    private void later() {
        nanos.addAndGet(200_000_000);
    }

    @Test
    void passesWhereNothingWasEverStopped() {
        Verdicts.passes(control().judge(CALL));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n\n",
                "server:other",
                "tool:notes/write",
                "tool:other/read",
                "user:bob",
                "user:Alice",
                "server:note"
            })
    void passesWhatIsNotStopped(String stops) throws IOException {
        Verdicts.passes(judge(stops));
    }

    @ParameterizedTest
    @CsvSource({"all,stop all", "server:notes,stop server:notes", "tool:notes/read,stop tool:notes/read"})
    void refusesWhatIsStopped(String stops, String detail) throws IOException {
        assertThat(Verdicts.refuses(judge(stops), Reason.STOPPED).detail()).isEqualTo(detail);
    }

    @ParameterizedTest
    @ValueSource(strings = {"user:alice", "user:bob\nuser:alice", "\n user:alice \r\n", "user: alice", "server:x\nall"})
    void refusesAmongOthersAndAroundBlanks(String stops) throws IOException {
        Verdicts.refuses(judge(stops), Reason.STOPPED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALL",
                "everything",
                "user:",
                "tool:read",
                "tool:/read",
                "# user:bob",
                "user=bob",
                ":",
                "\uFEFFuser:bob"
            })
    void aLineThatIsNoStopStopsEverything(String stops) throws IOException {
        assertThat(Verdicts.refuses(judge("user:bob\n" + stops), Reason.STOPPED).detail())
                .isEqualTo("stop all");
    }

    @Test
    void bytesThatAreNoTextStopEverything() throws IOException {
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        Verdicts.refuses(control().judge(CALL), Reason.STOPPED);
    }

    @Test
    void aFileThatIsTooLargeStopsEverything() throws IOException {
        Files.writeString(file, "user:bob\n".repeat(120_000));
        Verdicts.refuses(control().judge(CALL), Reason.STOPPED);
    }

    @Test
    void whatCanNotBeReadStopsEverything() throws IOException {
        Files.createDirectory(file);
        Verdicts.refuses(control().judge(CALL), Reason.STOPPED);
    }

    @Test
    void aLinkThatLeadsNowhereStopsEverything() throws IOException {
        Files.createSymbolicLink(file, folder.resolve("gone"));
        Verdicts.refuses(control().judge(CALL), Reason.STOPPED);
    }

    @Test
    void seesAStopAndItsEndWithin200Milliseconds() throws IOException {
        StopSwitch control = control();
        Stops.write(file, Set.of(new Stop.User("alice")));
        later();
        Verdicts.refuses(control.judge(CALL), Reason.STOPPED);
        Stops.write(file, Set.of());
        Verdicts.refuses(control.judge(CALL), Reason.STOPPED); // not looked at again yet
        later();
        Verdicts.passes(control.judge(CALL));
        Files.writeString(file, "half a li", StandardCharsets.UTF_8);
        later();
        Verdicts.refuses(control.judge(CALL), Reason.STOPPED);
    }

    @Test
    void aClockThatGoesBackDoesNotHideAStop() throws IOException {
        nanos.set(5_000_000_000L);
        StopSwitch control = control();
        Stops.write(file, Set.of(new Stop.Everything()));
        nanos.set(1_000_000_000L);
        Verdicts.refuses(control.judge(CALL), Reason.STOPPED);
    }

    @Test
    void writesWhatItReads() throws IOException {
        Set<Stop> stops = Set.of(new Stop.Server("notes"), new Stop.Tool("a/b"), new Stop.User("x y"));
        Stops.write(file, stops);
        assertThat(new Stops(file, nanos::get).now()).isEqualTo(stops);
        assertThat(Files.readString(file)).isEqualTo("server:notes\ntool:a/b\nuser:x y\n");
    }

    @Test
    void tellsTheModelNothingAboutWhoWasStopped() throws IOException {
        String told = Verdicts.refuses(judge("user:alice"), Reason.STOPPED).told();
        assertThat(told).doesNotContain("alice", "user", "notes");
    }
}
