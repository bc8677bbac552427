package io.tidegate.cli;

import io.tidegate.audit.TrailReader;
import io.tidegate.audit.TrailRecord;
import java.io.IOException;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `tidegate trail tail`: the last records, one line each; with `--follow` also those that come.
@Command(name = "tail", description = "Show the last records, one line each.")
public final class TrailTailCommand implements Callable<Integer> {
    private static final int RECORDS_MAX = 100_000;
    private static final long LOOK_MILLIS = 200;

    @Mixin
    private final TrailPlace place = new TrailPlace();

    @Option(names = "-n", paramLabel = "N", defaultValue = "20", description = "how many records; by default 20")
    private int records;

    @Option(names = "--follow", description = "go on with what is being written, until stopped")
    private boolean follow;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (records < 0 || records > RECORDS_MAX) {
            throw new CommandLine.ParameterException(spec.commandLine(), "-n is between 0 and " + RECORDS_MAX);
        }
        CountDownLatch never = new CountDownLatch(1);
        try (TrailReader reader = TrailReader.fromEnd(place.directory(), records)) {
            do {
                print(reader);
            } while (follow
                    && !never.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)
                    && !spec.commandLine().getOut().checkError());
        }
        return Exit.DONE;
    }

    private void print(TrailReader reader) throws IOException {
        var out = spec.commandLine().getOut();
        Optional<TrailRecord> record = reader.next();
        while (record.isPresent()) {
            TrailRecord one = record.get();
            out.println(place.json() ? TrailLine.json(one) : TrailLine.of(one, ZoneId.systemDefault()));
            record = reader.next();
        }
        out.flush();
    }
}
