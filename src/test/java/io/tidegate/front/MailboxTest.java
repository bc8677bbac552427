package io.tidegate.front;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.call.Own;
import io.tidegate.call.Release;
import io.tidegate.limit.Shares;
import io.tidegate.mcp.Offering;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Does what servers log without end fill nothing, and delay nothing else?
class MailboxTest {
    private final Shares room = new Shares(1_000);
    private final Mailbox mail = new Mailbox();

    private void log() {
        mail.log(
                "s",
                new Mailbox.Letter.Log(Optional::empty, room.take("alice", 1).orElseThrow()));
    }

    @Test
    void keepsSomeOfWhatIsLoggedAndGivesBackWhatItHeldForTheRest() {
        for (int log = 0; log < 10_000; log++) {
            log();
        }
        assertThat(room.free()).isEqualTo(1_000 - 32);
        mail.take().orElseThrow().told();
        assertThat(room.free()).isEqualTo(1_000 - 31);
        mail.forgetLogs();
        assertThat(room.free()).isEqualTo(1_000);
        assertThat(mail.take()).isEmpty();
    }

    @Test
    void neitherTasksNorResourcesKeepTheOtherFromBeingTold() {
        Release state = Release.of(new Own.Empty());
        Release update = Release.of(new Own.Changed(Offering.RESOURCE));
        for (int round = 0; round < 10; round++) {
            mail.task("t", state);
            mail.updated("s", "file:///a", update);
            Optional<Mailbox.Letter> first = mail.take();
            assertThat(List.of(first, mail.take()))
                    .containsExactlyInAnyOrder(
                            Optional.of(new Mailbox.Letter.News(Optional.of("t"), state, true)),
                            Optional.of(new Mailbox.Letter.News(Optional.of("file:///a"), update, false)));
            assertThat(mail.take()).isEmpty();
        }
    }

    /// A server can make up as many resources below one that is watched as it likes.
    @Test
    void oneServersUpdatesLeaveRoomForAnothers() {
        Release update = Release.of(new Own.Changed(Offering.RESOURCE));
        for (int number = 0; number < 10_000; number++) {
            mail.updated("much", "file:///" + number, update);
        }
        mail.updated("little", "docs:///a", update);
        List<String> told = new ArrayList<>();
        for (Optional<Mailbox.Letter> next = mail.take(); next.isPresent(); next = mail.take()) {
            if (next.get() instanceof Mailbox.Letter.News news) {
                told.add(news.uri().orElseThrow());
            }
        }
        assertThat(told).hasSize(129).endsWith("docs:///a");
        for (int number = 0; number < 10_000; number++) {
            mail.updated("much", "file:///" + number, update);
        }
        assertThat(mail.take()).as("what was told gave its room back").isPresent();
    }

    @Test
    void whatOneServerLogsLeavesRoomForAnother() {
        for (int log = 0; log < 1_000; log++) {
            log();
        }
        mail.log(
                "other",
                new Mailbox.Letter.Log(Optional::empty, room.take("bob", 1).orElseThrow()));
        assertThat(room.free()).isEqualTo(1_000 - 33);
    }

    @Test
    void aTaskThatCouldNotBeToldIsKeptAsATask() {
        Release old = Release.of(new Own.Empty());
        Release now = Release.of(new Own.Changed(Offering.RESOURCE));
        mail.task("t", old);
        Mailbox.Letter lost = mail.take().orElseThrow();
        mail.task("t", now);
        mail.putBack(lost);
        assertThat(mail.take()).hasValue(new Mailbox.Letter.News(Optional.of("t"), now, true));
        assertThat(mail.take()).as("what is old is not told after it").isEmpty();
    }

    @Test
    void tellsEverythingElseFirst() {
        log();
        mail.changed(EnumSet.of(Offering.TOOL));
        mail.updated("s", "file:///a", Release.of(new Own.Changed(Offering.RESOURCE)));
        mail.task("t", Release.of(new Own.Empty()));
        assertThat(mail.take()).containsInstanceOf(Mailbox.Letter.News.class);
        assertThat(mail.take()).containsInstanceOf(Mailbox.Letter.News.class);
        assertThat(mail.take()).containsInstanceOf(Mailbox.Letter.News.class);
        assertThat(mail.take()).containsInstanceOf(Mailbox.Letter.Log.class);
    }
}
