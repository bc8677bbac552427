import io.tidegate.bench.Machine;
import io.tidegate.flow.SessionLabels;
import io.tidegate.store.Store;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Set;
import java.util.function.IntConsumer;

/// What does it cost to look up the labels of a session, and to remember them? With a store on this disk, one thread.
/// Run by `bench/sessions/run`.
public final class SessionCost {
    private static final Set<String> LABELS = Set.of("health", "private", "untrusted");
    private static final int BATCHES = 200;

    private SessionCost() {}

    public static void main(String[] arguments) throws Exception {
        Machine.tell();
        Path folder = Files.createTempDirectory("sessions");
        try (Store store = Store.open(folder.resolve("state.db"))) {
            for (int round = 1; round <= 2; round++) {
                measure(store, round);
            }
        }
    }

    private static void measure(Store store, int round) {
        SessionLabels labels = new SessionLabels(() -> store, InstantSource.system(), Duration.ofHours(8));
        String base = "round " + round + " user ";
        time("remember 3 labels of a new session (on disk)", 5, number -> labels.add(base + number, LABELS));
        time("remember what is remembered", 1_000, _ -> labels.add(base + 7, LABELS));
        time("look up 3 labels", 1_000, _ -> check(labels.of(base + 7).size() == 3));
        SessionLabels started = new SessionLabels(() -> store, InstantSource.system(), Duration.ofHours(8));
        time("look up 3 labels that are not at hand", 5, number -> check(
                started.of(base + number).size() == 3));
    }

    private static void check(boolean isRight) {
        if (!isRight) {
            throw new IllegalStateException("not what was remembered");
        }
    }

    private static void time(String what, int batch, IntConsumer work) {
        double[] micros = new double[BATCHES];
        for (int number = 0; number < BATCHES; number++) {
            long begun = System.nanoTime();
            for (int each = 0; each < batch; each++) {
                work.accept(number * batch + each);
            }
            micros[number] = (System.nanoTime() - begun) / 1e3 / batch;
        }
        Arrays.sort(micros);
        System.out.printf("%-46s %8.2f us  (p90 %8.2f)%n", what, micros[BATCHES / 2], micros[BATCHES * 9 / 10]);
    }
}
