package io.tidegate.conformance;

import io.tidegate.endtoend.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// All runs of the suite, directly and through Tidegate: what came out of each. A few run at once; the scenarios of one
/// run follow each other, as the suite has it.
final class Everything {
    /// Scenarios of signing in to servers: what their names begin with. Directly they would test the SDK's own sign-in,
    /// so they run through Tidegate only.
    static final String SIGN_IN = "auth/";

    private static final int AT_ONCE = 3; // more, and waits of half a second in the suite become too short on two cores

    private final Path folder;
    private final Map<Run, Outcome> direct = new EnumMap<>(Run.class);
    private final Map<Run, Outcome> through = new EnumMap<>(Run.class);

    /// One run of the suite.
    private interface Step {
        void take() throws IOException;
    }

    private Everything(Path folder) {
        this.folder = folder;
    }

    /// What came out of each run.
    Map<Run, Outcome> direct() {
        return direct;
    }

    /// The same, with Tidegate between.
    Map<Run, Outcome> through() {
        return through;
    }

    /// Takes these runs, and leaves what the suite wrote in `folder`; of the others what is there from before counts.
    static Everything run(Path folder, Set<Run> runs) throws IOException {
        Everything all = new Everything(folder);
        for (String stand : List.of("legacy", "modern", "door")) {
            clear(folder.resolve(stand));
        }
        for (Run run : runs) {
            clear(folder.resolve(run.id()));
        }
        all.readWhatIsThere();
        if (!runs.isEmpty()) {
            all.take(runs);
        }
        return all;
    }

    private void take(Set<Run> runs) throws IOException {
        try (Passage legacy = Passage.start("legacy", folder.resolve("legacy"));
                Passage modern = Passage.start("modern", folder.resolve("modern"));
                ClientDoor door = ClientDoor.open(folder.resolve("door"));
                ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<?>> begun = new ArrayList<>();
            for (Step each : steps(runs, legacy, modern, door)) {
                begun.add(workers.submit(() -> {
                    each.take();
                    return each;
                }));
            }
            for (Future<?> each : begun) {
                each.get();
            }
        } catch (InterruptedException cause) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", cause);
        } catch (ExecutionException cause) {
            throw new AssertionError(cause.getCause());
        }
    }

    private void readWhatIsThere() throws IOException {
        for (Run run : Run.values()) {
            if (Files.isDirectory(kept(run, "direct"))) {
                keep(direct, run, Outcome.read(kept(run, "direct")).without(SIGN_IN));
            }
            if (Files.isDirectory(kept(run, "through"))) {
                keep(through, run, Outcome.read(kept(run, "through")));
            }
        }
    }

    private List<Step> steps(Set<Run> runs, Passage legacy, Passage modern, ClientDoor door) {
        List<Step> steps = new ArrayList<>();
        for (Run run : runs) {
            switch (run.tested()) {
                case LEGACY_SERVER -> servers(run, legacy, steps);
                case MODERN_SERVER -> servers(run, modern, steps);
                case CLIENT -> clients(run, door, steps);
            }
        }
        return steps;
    }

    private void servers(Run run, Passage passage, List<Step> steps) {
        Suite suite = run.suite();
        if (run.direct() == run) {
            steps.add(() -> keep(direct, run, suite.server(passage.direct(), run.selection(), kept(run, "direct"))));
        }
        steps.add(() -> keep(through, run, suite.server(passage.entrance(run), run.selection(), kept(run, "through"))));
    }

    private void clients(Run run, ClientDoor door, List<Step> steps) {
        List<String> client = Peers.node("conformance-client.mjs");
        Map<String, String> knocking = Map.of("CONFORMANCE_DOOR", door.url().toString());
        if (run.suite() == Suite.STABLE) {
            Predicate<String> direct = name -> !name.startsWith(SIGN_IN);
            steps.add(() -> {
                keep(this.direct, run, run.suite().clientOneByOne(client, direct, kept(run, "direct"), Map.of()));
                keep(through, run, run.suite().clientOneByOne(client, _ -> true, kept(run, "through"), knocking));
            });
            return;
        }
        steps.add(() -> keep(
                direct,
                run,
                run.suite()
                        .client(client, run.selection(), kept(run, "direct"), Map.of())
                        .without(SIGN_IN)));
        steps.add(
                () -> keep(through, run, run.suite().client(client, run.selection(), kept(run, "through"), knocking)));
    }

    private Path kept(Run run, String way) {
        return folder.resolve(run.id()).resolve(way);
    }

    private static void keep(Map<Run, Outcome> outcomes, Run run, Outcome outcome) {
        synchronized (outcomes) {
            outcomes.put(run, outcome);
        }
    }

    private static void clear(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }
}
