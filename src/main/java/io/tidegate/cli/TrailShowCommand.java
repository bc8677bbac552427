package io.tidegate.cli;

import io.tidegate.audit.TrailReader;
import io.tidegate.audit.TrailRecord;
import io.tidegate.audit.TrailSealing;
import io.tidegate.crypto.KeyRing;
import io.tidegate.crypto.SealBroken;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonValue;
import io.tidegate.json.JsonWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tidegate trail show`: everything that is on record of one call. What is sealed stays sealed without `--reveal`.
@Command(name = "show", description = "Show all that is on record of one call.")
public final class TrailShowCommand implements Callable<Integer> {
    @Mixin
    private final TrailPlace place = new TrailPlace();

    @Parameters(paramLabel = "ID", description = "the call's id, as a refusal and the log name it")
    private String id = "";

    @Option(names = "--reveal", description = "open the arguments, with the keys in the state folder")
    private boolean reveal;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        List<TrailRecord> records = TrailReader.find(place.directory(), id);
        if (records.isEmpty()) {
            spec.commandLine().getErr().println("no call `" + Report.printable(id) + "` is on record here");
            return Exit.FINDINGS;
        }
        Optional<byte[]> arguments = reveal ? Optional.of(opened(records)) : Optional.empty();
        spec.commandLine().getOut().print(place.json() ? json(records, arguments) : text(records, arguments));
        spec.commandLine().getOut().flush();
        return Exit.DONE;
    }

    private static String text(List<TrailRecord> records, Optional<byte[]> arguments) {
        StringBuilder out = new StringBuilder();
        records.forEach(record -> out.append(TrailLine.fields(record, ZoneId.systemDefault())));
        arguments.ifPresent(json -> out.append("revealed\n  ")
                .append(Report.printable(new String(json, StandardCharsets.UTF_8)))
                .append('\n'));
        return out.toString();
    }

    private static String json(List<TrailRecord> records, Optional<byte[]> arguments) {
        JsonWriter out = new JsonWriter().object().name("records").array();
        records.forEach(record -> out.raw(TrailLine.json(record).getBytes(StandardCharsets.UTF_8)));
        out.endArray();
        arguments.ifPresent(json -> out.name("revealed").raw(json));
        return new String(out.endObject().bytes(), StandardCharsets.UTF_8) + "\n";
    }

    /// The call's params, as they were to be sent.
    private byte[] opened(List<TrailRecord> records) throws IOException {
        KeyRing keys = place.keys()
                .orElseThrow(() -> new IOException("the keys are not at hand; name the configuration with --config"));
        Optional<JsonValue> arguments = records.stream()
                .map(record -> JsonDocument.of(record.json()).root())
                .flatMap(root -> root.get("arguments").stream())
                .filter(found -> found.string("sealed").isPresent())
                .findFirst();
        if (arguments.isEmpty()) {
            throw new IOException("no arguments are sealed in what is on record of this call");
        }
        String subject = arguments.get().string("subject").orElse("");
        try {
            return new TrailSealing(keys)
                    .open(subject, arguments.get().string("sealed").orElse(""));
        } catch (SealBroken _) {
            throw new IOException("the arguments were sealed with another key than the one in the state folder");
        }
    }
}
