package io.tidegate.relation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Is a change of a file seen soon, and does a broken one change nothing?
final class FileSourceTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    private Path folder = Path.of("");

    private final AtomicLong seconds = new AtomicLong();
    private final Times times = new Times(() -> NOON.plusSeconds(seconds.get()), () -> Duration.ofSeconds(seconds.get())
            .toNanos());

    private void write(String text, long writtenAt) throws IOException {
        Path next = Files.writeString(folder.resolve("next"), text);
        Files.setLastModifiedTime(next, FileTime.from(NOON.plusSeconds(writtenAt)));
        Files.move(next, folder.resolve("r.csv"), StandardCopyOption.REPLACE_EXISTING);
    }

    private FileSource open() throws RelationsBroken {
        return FileSource.open("treats", folder.resolve("r.csv"), times);
    }

    @Test
    void seesAChangeAfterASecond() throws Exception {
        write("user,text\nalice,p1\n", -100);
        FileSource source = open();
        assertThat(source.ask("alice")).isEqualTo(Texts.of(List.of("p1")));
        assertThat(source.ask("Alice")).isEqualTo(Texts.NONE);
        write("user,text\nalice,p2\n", 0);
        seconds.set(2);
        assertThat(source.ask("alice")).isEqualTo(Texts.of(List.of("p2")));
    }

    /// Half a list of those who are blocked would let the others in.
    @Test
    void waitsUntilAFileIsWritten() throws Exception {
        write("user,text\nalice,p1\nalice,p2\n", -100);
        FileSource source = open();
        seconds.set(5);
        write("user,text\nalice,p1\n", 5);
        assertThat(source.ask("alice")).isEqualTo(Texts.of(List.of("p1", "p2")));
        write("user,text\nalice,p1\nalice,p3\n", 5);
        seconds.set(7);
        assertThat(source.ask("alice")).isEqualTo(Texts.of(List.of("p1", "p3")));
    }

    @Test
    void keepsTheGoodOneWhereTheNextIsBrokenOrGone() throws Exception {
        write("user,text\nalice,p1\n", -100);
        FileSource source = open();
        write("user,text\nalice,p1,p2\n", 0);
        seconds.set(5);
        assertThat(source.ask("alice")).isEqualTo(Texts.of(List.of("p1")));
        Files.delete(folder.resolve("r.csv"));
        seconds.set(10);
        assertThat(source.ask("alice")).isEqualTo(Texts.of(List.of("p1")));
        write("user,text\n", 10);
        seconds.set(15);
        assertThat(source.ask("alice")).isEqualTo(Texts.NONE);
    }

    @Test
    void doesNotStartWithABrokenOne() throws IOException {
        write("user;text\n", 0);
        assertThatThrownBy(this::open)
                .isInstanceOf(RelationsBroken.class)
                .hasMessageContaining("r.csv:1: the first line");
    }
}
