package io.tidegate.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Are events read alike, however the bytes are cut?
@SuppressWarnings("StringConcatToTextBlock") // every line break counts
class EventParserTest {
    private static final String STREAM =
            "\uFEFF: hello\ndata: one\n\nevent: x\r\ndata:two\r\ndata:  three\r\nid: 7\r\n\r\n"
                    + "data\rid: only\r\rid: 9\n\nretry: 1500\n\nretry: 1x\nunknown: y\n\ndata: gr\u00fc\u00df \uD83D\uDE00\n\n"
                    + "data: cut off";
    private static final List<String> EVENTS = List.of(
            "- [one] - -",
            "x [two\n three] 7 -",
            "- [] only -",
            "- none 9 -",
            "- none - PT1.5S",
            "- [gr\u00fc\u00df \uD83D\uDE00] - -");

    private static List<String> parse(byte[] bytes, int step, int max) throws HttpFailure {
        return parse(bytes, step, new EventParser(max));
    }

    private static List<String> parse(byte[] bytes, int step, EventParser parser) throws HttpFailure {
        List<String> found = new ArrayList<>();
        for (int at = 0; at < bytes.length; at += step) {
            parser.feed(bytes, at, Math.min(step, bytes.length - at));
            for (Optional<StreamEvent> event = parser.next(); event.isPresent(); event = parser.next()) {
                found.add(show(event.get()));
            }
        }
        return found;
    }

    private static String show(StreamEvent event) {
        String data = event.data()
                .map(bytes -> "[" + new String(bytes, StandardCharsets.UTF_8) + "]")
                .orElse("none");
        return event.name().orElse("-") + " " + data + " " + event.id().orElse("-") + " "
                + event.retry().map(Object::toString).orElse("-")
                + (event.leftOut() ? " left out" : "");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void readsTheSameWhereverTheBytesAreSplit() throws HttpFailure {
        byte[] bytes = utf8(STREAM);
        for (int step = 1; step <= bytes.length; step++) {
            assertThat(parse(bytes, step, 1000)).as("step %d", step).isEqualTo(EVENTS);
        }
    }

    @Test
    void readsTheSameWithASplitAtEachByte() throws HttpFailure {
        byte[] bytes = utf8(STREAM);
        for (int split = 0; split <= bytes.length; split++) {
            EventParser parser = new EventParser(1000);
            parser.feed(bytes, 0, split);
            parser.feed(bytes, split, bytes.length - split);
            List<String> found = new ArrayList<>();
            for (Optional<StreamEvent> event = parser.next(); event.isPresent(); event = parser.next()) {
                found.add(show(event.get()));
            }
            assertThat(found).as("split %d", split).isEqualTo(EVENTS);
        }
    }

    @Test
    void refusesALineOverTheLimit() throws HttpFailure {
        assertThat(parse(utf8("data:" + "a".repeat(95) + "\n\n"), 7, 100)).hasSize(1);
        assertThatThrownBy(() -> parse(utf8("data:" + "a".repeat(96)), 7, 100))
                .isInstanceOf(HttpFailure.TooLarge.class);
        assertThatThrownBy(() -> parse(utf8(":" + "a".repeat(100)), 7, 100)).isInstanceOf(HttpFailure.TooLarge.class);
    }

    @Test
    void refusesAnEventOfManyLinesOverTheLimit() {
        assertThatThrownBy(() -> parse(utf8("data:\n".repeat(21)), 7, 100)).isInstanceOf(HttpFailure.TooLarge.class);
    }

    @Test
    void leavesOutWhatIsOverTheLimitWhereItMay() throws HttpFailure {
        String large = "id: 1\ndata: " + "a".repeat(200) + "\ndata: b\nid: 2\nretry: 5\n\n";
        String lines = "data: x\n".repeat(30) + "id: 3\n\n";
        String comment = ":" + "c".repeat(150) + "\n\n";
        String small = "data: small\n\n";
        byte[] bytes = utf8(small + large + small + lines + small + comment + small);
        for (int step = 1; step <= bytes.length; step++) {
            assertThat(parse(bytes, step, EventParser.leavingOut(100, 1_000)))
                    .as("step %d", step)
                    .containsExactly(
                            "- [small] - -",
                            "- none 2 PT0.005S left out",
                            "- [small] - -",
                            "- none 3 - left out",
                            "- [small] - -",
                            "- none - - left out",
                            "- [small] - -");
        }
        assertThatThrownBy(() -> parse(utf8("data:" + "a".repeat(1_200)), 7, EventParser.leavingOut(100, 1_000)))
                .isInstanceOf(HttpFailure.TooLarge.class);
    }

    @Test
    void countsEachEventByItself() throws HttpFailure {
        assertThat(parse(utf8("data: 0123456789\n\n".repeat(50)), 7, 100)).hasSize(50);
    }

    @Test
    void refusesTextThatIsNotUtf8() {
        byte[] overlong = {'d', 'a', 't', 'a', ':', (byte) 0xC0, (byte) 0xAF, '\n', '\n'};
        byte[] cut = {'d', 'a', 't', 'a', ':', (byte) 0xE2, (byte) 0x82, '\n', '\n'};
        assertThatThrownBy(() -> parse(overlong, 1, 100)).isInstanceOf(HttpFailure.BadEvent.class);
        assertThatThrownBy(() -> parse(cut, 9, 100)).isInstanceOf(HttpFailure.BadEvent.class);
    }

    /// It could not be told again in `Last-Event-ID`.
    @Test
    void ignoresAnIdThatNoHeaderCarries() throws HttpFailure {
        assertThat(parse(utf8("id: \u4e16\ndata: x\n\nid: a\u0007b\ndata: y\n\n"), 3, 100))
                .containsExactly("- [x] - -", "- [y] - -");
    }

    @Test
    void ignoresAnIdWithNul() throws HttpFailure {
        assertThat(parse(utf8("id: a\0b\ndata: x\n\n"), 3, 100)).containsExactly("- [x] - -");
    }

    @Test
    void asksAgainAsAnEventGrows() throws HttpFailure {
        List<Integer> asked = new ArrayList<>();
        Allowance allowance = new Allowance() {
            @Override
            public int free() {
                return 100;
            }

            @Override
            public int upTo(int bytes) {
                throw new IllegalStateException("no event says how long it is");
            }

            @Override
            public int more(int needed, int most) throws HttpFailure {
                assertThat(most).isEqualTo(5_000);
                asked.add(needed);
                if (needed > 1_000) {
                    throw new HttpFailure.NoMemory("full");
                }
                return needed <= 500 ? 500 : 1_000;
            }
        };
        EventParser parser = new EventParser(5_000, allowance);
        byte[] small = ("data: " + "x".repeat(80) + "\n\n").getBytes(StandardCharsets.UTF_8);
        byte[] large =
                ("data: " + "x".repeat(400) + "\ndata: " + "x".repeat(400) + "\n\n").getBytes(StandardCharsets.UTF_8);
        parser.feed(small, 0, small.length);
        assertThat(asked).isEmpty();
        parser.feed(large, 0, large.length);
        parser.feed(small, 0, small.length);
        assertThat(asked).containsExactly(406, 812);
        parser.feed(large, 0, large.length);
        assertThat(asked).containsExactly(406, 812, 406, 812);

        parser.feed(large, 0, large.length - 1);
        assertThatThrownBy(() -> parser.feed(large, 0, large.length)).isInstanceOf(HttpFailure.NoMemory.class);
        byte[] endless = "x".repeat(5_001).getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> new EventParser(5_000, allowance).feed(endless, 0, endless.length))
                .isInstanceOf(HttpFailure.TooLarge.class);
    }
}
