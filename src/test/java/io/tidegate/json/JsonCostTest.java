package io.tidegate.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Does hostile input cost no more than its length? Memory and processor time are compared, generously.
class JsonCostTest {
    private static final int SMALL = 2_000;
    private static final int TIMES = 8; // so that quadratic work would take 64 times as long
    private static final int AT_MOST = 28; // tables that grow by doubling, and names not kept for reuse, included
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static String numbered(int count, String before, String after) {
        return IntStream.range(0, count).mapToObj(at -> before + at + after).collect(Collectors.joining(","));
    }

    /// Distinct names of one length; with the endings `Aa` and `BB` all of them have one `String.hashCode`.
    private static byte[] spelled(String zero, String one) {
        return bytes(IntStream.range(0, 8_000)
                .mapToObj(at -> IntStream.range(0, 14)
                        .mapToObj(bit -> (at >> bit & 1) == 0 ? zero : one)
                        .collect(Collectors.joining("", "\"", "\":1")))
                .collect(Collectors.joining(",", "{", "}")));
    }

    private static Arguments input(String name, IntFunction<String> json) {
        return Arguments.of(name, json);
    }

    static Stream<Arguments> hostile() {
        return Stream.of(
                input("unicode escapes", n -> "[\"" + "\\u0061".repeat(n * 8) + "\"]"),
                input("surrogate escapes", n -> "[\"" + "\\ud83d\\ude00".repeat(n * 4) + "\"]"),
                input("backslashes", n -> "[\"" + "\\\\".repeat(n * 16) + "\"]"),
                input("strings with one escape", n -> "[" + numbered(n, "\"\\n", "\"") + "]"),
                input("names in one object", n -> "{" + numbered(n, "\"name ", "\":1") + "}"),
                input("escaped names in one object", n -> "{" + numbered(n, "\"\\u0061", "\":1") + "}"),
                input("long names", n -> "{" + numbered(n / 10, "\"" + "n".repeat(400), "\":1") + "}"),
                input("objects in an array", n -> "[" + numbered(n, "{\"a\":{\"b\":{\"c\":", "}}}") + "]"),
                input("deep objects", n -> "[" + numbered(n / 50, "{\"a\":".repeat(60), "}".repeat(60)) + "]"),
                input("empty arrays", n -> "[" + "[],".repeat(n) + "[]]"),
                input("numbers", n -> "[" + numbered(n, "-1.5e", "") + "]"),
                input("white space", n -> "[" + " \n".repeat(n * 16) + "1]"),
                input("multi-byte text", n -> "[\"" + "é😀".repeat(n * 4) + "\"]"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void costsWhatItsLengthCosts(String name, IntFunction<String> json) {
        assertLinear(name, json, bytes -> read(bytes).entries());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void costsWhatItsLengthCostsToLookThrough(String name, IntFunction<String> json) {
        assertLinear(name, json, bytes -> {
            int length = 0;
            JsonValue root = read(bytes).root();
            for (JsonValue string : root.strings()) {
                length += string.text().length();
            }
            return length
                    + (root.get("missing").isPresent() ? 1 : 0)
                    + root.detached().length();
        });
    }

    @Test
    void manyEditsCostWhatTheyAre() {
        assertLinear("edits", n -> "{" + numbered(n, "\"name ", "\":\"x\"") + "}", bytes -> {
            JsonDocument document = read(bytes);
            JsonEdits edits = new JsonEdits(document);
            boolean remove = false;
            for (JsonValue.Member member : document.root().members()) {
                remove = !remove;
                if (remove) {
                    edits.remove(member.name());
                } else {
                    edits.replaceText(member.value(), "***");
                }
            }
            try {
                return edits.apply(JsonLimits.DEFAULT).length();
            } catch (MalformedJson malformed) {
                throw new AssertionError(malformed);
            }
        });
    }

    @Test
    void namesThatCollideCostNoMoreThanOthers() {
        Work work = bytes -> read(bytes).entries();
        Cost others = Cost.least(work, spelled("Aa", "Bc"), 10, new Cost(0, 0));
        Cost most = new Cost(others.nanoseconds() * 8, others.bytes() * 4);
        Cost colliding = Cost.least(work, spelled("Aa", "BB"), 50, most);
        assertThat(colliding.nanoseconds()).isLessThan(most.nanoseconds());
        assertThat(colliding.bytes()).isLessThan(most.bytes());
    }

    @Test
    void hundredThousandNamesAreRead() {
        assertThat(read(bytes("{" + numbered(100_000, "\"", "\":1") + "}")).entries())
                .isEqualTo(200_001);
    }

    private interface Work {
        int on(byte[] bytes);
    }

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private static JsonDocument read(byte[] bytes) {
        try {
            return JsonDocument.parse(bytes, JsonLimits.DEFAULT);
        } catch (MalformedJson malformed) {
            throw new AssertionError(malformed);
        }
    }

    private static void assertLinear(String name, IntFunction<String> json, Work work) {
        byte[] small = bytes(json.apply(SMALL));
        byte[] large = bytes(json.apply(SMALL * TIMES));
        Cost less = Cost.least(work, small, 20, new Cost(0, 0));
        Cost most = new Cost((less.nanoseconds() + 50_000) * AT_MOST, (less.bytes() + 10_000) * AT_MOST);
        Cost more = Cost.least(work, large, 50, most);
        assertThat(more.nanoseconds()).as("processor time of %s", name).isLessThan(most.nanoseconds());
        assertThat(more.bytes()).as("memory of %s", name).isLessThan(most.bytes());
    }

    /// What the work cost at the best of some tries; what else the machine does can only add.
    private record Cost(long nanoseconds, long bytes) {
        static Cost least(Work work, byte[] input, int tries, Cost enough) {
            Cost least = new Cost(Long.MAX_VALUE, Long.MAX_VALUE);
            for (int at = 0; at < tries && !least.within(enough); at++) {
                long allocated = THREADS.getCurrentThreadAllocatedBytes();
                long started = THREADS.getCurrentThreadCpuTime();
                assertThat(work.on(input)).isPositive();
                long nanoseconds = THREADS.getCurrentThreadCpuTime() - started;
                long bytes = THREADS.getCurrentThreadAllocatedBytes() - allocated;
                least = new Cost(Math.min(nanoseconds, least.nanoseconds), Math.min(bytes, least.bytes));
            }
            return least;
        }

        private boolean within(Cost most) {
            return nanoseconds < most.nanoseconds && bytes < most.bytes;
        }
    }
}
