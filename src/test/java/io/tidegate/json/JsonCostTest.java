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

    /// Distinct names that all have one `String.hashCode`.
    private static String colliding(int count) {
        return IntStream.range(0, count)
                .mapToObj(at -> IntStream.range(0, 14)
                        .mapToObj(bit -> (at >> bit & 1) == 0 ? "Aa" : "BB")
                        .collect(Collectors.joining("", "\"", "\":1")))
                .collect(Collectors.joining(",", "{", "}"));
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
                input("names that collide", JsonCostTest::colliding),
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
        Cost warm = Cost.least(work, small, 20);
        Cost less = Cost.least(work, small, 10);
        Cost more = Cost.least(work, large, 5);
        assertThat(more.nanoseconds())
                .as("processor time of %s, against %s (cold: %s)", name, less, warm)
                .isLessThan((less.nanoseconds() + 50_000) * AT_MOST);
        assertThat(more.bytes())
                .as("memory of %s, against %s", name, less)
                .isLessThan((less.bytes() + 10_000) * AT_MOST);
    }

    private record Cost(long nanoseconds, long bytes) {
        static Cost least(Work work, byte[] input, int tries) {
            long nanoseconds = Long.MAX_VALUE;
            long bytes = Long.MAX_VALUE;
            for (int at = 0; at < tries; at++) {
                long allocated = THREADS.getCurrentThreadAllocatedBytes();
                long started = THREADS.getCurrentThreadCpuTime();
                assertThat(work.on(input)).isPositive();
                nanoseconds = Math.min(nanoseconds, THREADS.getCurrentThreadCpuTime() - started);
                bytes = Math.min(bytes, THREADS.getCurrentThreadAllocatedBytes() - allocated);
            }
            return new Cost(nanoseconds, bytes);
        }
    }
}
