import io.tidegate.bench.Machine;
import io.tidegate.crypto.KeyedHash;
import io.tidegate.detect.Confidence;
import io.tidegate.detect.DataScanner;
import io.tidegate.detect.DataType;
import io.tidegate.detect.Examination;
import io.tidegate.detect.HashedValues;
import io.tidegate.detect.OwnData;
import io.tidegate.detect.OwnPattern;
import io.tidegate.detect.OwnType;
import io.tidegate.detect.OwnValues;
import io.tidegate.detect.WordText;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.function.LongSupplier;

/// What does a table of a million values cost: heap, a look-up, and a text that is looked through for them? The
/// product's own classes, in processor time of one thread. Run by `bench/own-data/run`.
public final class OwnDataCost {
    private static final int VALUES = 1_000_000;
    private static final int LOOKUPS = 4_000_000;
    private static final int TEXT = 1 << 20;
    private static final int ROUNDS = 9;
    private static final KeyedHash HASH = new KeyedHash(new byte[16]);

    private OwnDataCost() {}

    private static String value(int number) {
        return String.format(Locale.ROOT, "C-%07d-%02d", number, number % 97);
    }

    private static HashedValues table() {
        OwnValues values = new OwnValues(WordText.Spelling.JOINED, HASH, 5);
        for (int number = 0; number < VALUES; number++) {
            values.add(value(number));
        }
        return values.table().values();
    }

    /// Used after several collections: what is held on to.
    private static long heap() {
        for (int round = 0; round < 4; round++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /// Rows of records as JSON, with a value of the table in each hundredth.
    private static String text() {
        Random random = new Random(1);
        StringBuilder text = new StringBuilder();
        for (int row = 0; text.length() < TEXT; row++) {
            String id = row % 100 == 0 ? value(random.nextInt(VALUES)) : "T-" + random.nextInt(1 << 30);
            text.append(String.format(
                    Locale.ROOT,
                    "{\"id\": \"%s\", \"state\": \"open\", \"amount\": %d.%02d, \"note\": \"the customer asked for the second"
                            + " delivery to be left with the neighbours on floor %d\"},\n",
                    id,
                    random.nextInt(900),
                    random.nextInt(100),
                    random.nextInt(40)));
        }
        return text.toString();
    }

    private static double cpu(LongSupplier work) {
        double[] took = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            long _ = work.getAsLong();
            took[round] = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
        }
        Arrays.sort(took);
        return took[ROUNDS / 2];
    }

    private static long lookups(HashedValues table) {
        Random random = new Random(2);
        long found = 0;
        for (int at = 0; at < LOOKUPS; at++) {
            found += table.has(random.nextLong()) ? 1 : 0;
        }
        return found;
    }

    private static long hashes(byte[] bytes) {
        long sum = 0;
        for (int at = 0; at < LOOKUPS; at++) {
            sum += HASH.of(bytes, at % 64, at % 64 + 12);
        }
        return sum;
    }

    private static void tell(String what, Set<DataType> types, OwnData own, String text) {
        DataScanner scanner = new DataScanner(types, own);
        int[] found = new int[1];
        double nanos = cpu(() -> switch (scanner.scan(text)) {
            case Examination.Complete complete -> found[0] = complete.findings().size();
            case Examination.TooMuchToExamine _ -> throw new IllegalStateException("too much");
        });
        System.out.printf(Locale.ROOT, "%-52s %7.1f MB/s, %d findings%n", what, text.length() * 1e3 / nanos, found[0]);
    }

    public static void main(String[] arguments) throws Exception {
        Machine.tell();
        long before = heap();
        HashedValues table = table();
        long held = heap() - before;
        System.out.printf(Locale.ROOT, "heap of a table of %,d values: %.1f MB%n", VALUES, held / 1e6);
        double random = cpu(() -> new Random(2).longs(LOOKUPS).sum());
        System.out.printf(Locale.ROOT, "a look-up: %.1f ns, with the making of a number to look up%n", cpu(() -> lookups(table)) / LOOKUPS);
        System.out.printf(Locale.ROOT, "  of that the number: %.1f ns%n", random / LOOKUPS);
        System.out.printf(Locale.ROOT, "a hash of 12 bytes: %.1f ns%n", cpu(() -> hashes(new byte[128])) / LOOKUPS);
        String text = text();
        OwnType customers = new OwnType(
                "customers", Confidence.LIKELY, new OwnType.Way.Listed(table, WordText.Spelling.JOINED, HASH));
        OwnType pattern = new OwnType(
                "staff", Confidence.LIKELY, new OwnType.Way.Matching(OwnPattern.read("C-\\d{7}-\\d{2}", List.of("customer"))));
        OwnType literal =
                new OwnType("code", Confidence.LIKELY, new OwnType.Way.Matching(OwnPattern.read("PRJ-\\d{4}", List.of())));
        Set<DataType> builtIn = EnumSet.complementOf(EnumSet.of(DataType.OWN));
        tell("the table alone", Set.of(), new OwnData(List.of(customers)), text);
        tell("a pattern with a literal alone", Set.of(), new OwnData(List.of(literal)), text);
        tell("a pattern near a word that stands in each row, alone", Set.of(), new OwnData(List.of(pattern)), text);
        tell("all built-in types", builtIn, OwnData.NONE, text);
        tell("all built-in types, the table and both patterns", builtIn, new OwnData(List.of(customers, pattern, literal)), text);
        if (!table.has(HASH.of("c000000100".getBytes(), 0, 10)) && held < 0) {
            throw new IllegalStateException("the table is used to the end");
        }
    }
}
