package io.tidegate.cli;

import io.tidegate.config.Configuration;
import io.tidegate.config.ConfigurationFile;
import io.tidegate.config.ConfigurationResult;
import io.tidegate.config.DataRules.Direction;
import io.tidegate.control.Concerned;
import io.tidegate.control.DataHandling;
import io.tidegate.control.LivePatterns;
import io.tidegate.crypto.KeyRing;
import io.tidegate.crypto.Mac;
import io.tidegate.crypto.Siv;
import io.tidegate.detect.Confidence;
import io.tidegate.detect.DataScanner;
import io.tidegate.detect.DataTokens;
import io.tidegate.detect.Inspection;
import io.tidegate.detect.Inspector;
import io.tidegate.detect.OwnData;
import io.tidegate.detect.ValueCodes;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.JsonValue;
import io.tidegate.json.JsonWriter;
import io.tidegate.secret.SecretManagers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/// `tidegate inspect`: what would the gateway find in a text, and what would become of it? One line of JSON a case.
///
/// A file is one text, or one JSON document, or JSON Lines whose objects have a member `text` (and `id`). One object
/// alone is JSON Lines where it has both, or the file's name says so. Nothing is sent or recorded.
@Command(name = "inspect", description = "Say what the gateway would find in a text, and what would become of it.")
public final class InspectCommand implements Callable<Integer> {
    private static final int LENGTH_MAX = DataScanner.TEXT_LENGTH_MAX;

    private static final Pattern LINES_NAME = Pattern.compile("\\.(?i:jsonl|ndjson)$");

    /// For configurations that name no values and know no tokens: these are never used.
    private static final DataHandling.Keyed UNUSED = new DataHandling.Keyed(
            new ValueCodes(Mac.withKey(new byte[32])), new DataTokens(Siv.withKey((byte) 0, new byte[32])));

    /// What a text is.
    enum As {
        RESULT,
        ARGUMENT,
        DEFINITION
    }

    /// In small letters, as everything else on the command line.
    static final class AsConverter implements ITypeConverter<As> {
        @Override
        public As convert(String text) {
            return Arrays.stream(As.values())
                    .filter(as -> as.name().toLowerCase(Locale.ROOT).equals(text))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("it is result, argument or definition"));
        }
    }

    @Option(
            names = "--as",
            paramLabel = "KIND",
            defaultValue = "result",
            converter = AsConverter.class,
            description = "what the text is: result (by default), argument, definition")
    private As as = As.RESULT;

    @Option(names = "--config", paramLabel = "FILE", description = "a configuration; by default that of no file")
    private Optional<Path> config = Optional.empty();

    @Option(names = "--tenant", paramLabel = "NAME", description = "one of its tenants; by default the host itself")
    private Optional<String> tenant = Optional.empty();

    @Mixin
    private final Concerns concerns = new Concerns();

    @Option(
            names = "--codes",
            description = "name the values too, by codes for suppressions; needs --config and the gateway's keys")
    private boolean isCoded;

    @Parameters(arity = "1", paramLabel = "FILE", description = "text, JSON or JSON Lines; - is standard input")
    private Path file = Path.of("-");

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    private final InputStream in;
    private final SecureRandom random;

    /// @param in standard input
    InspectCommand(InputStream in, SecureRandom random) {
        this.in = in;
        this.random = random;
    }

    @Override
    public Integer call() throws IOException {
        Inspector inspector = inspector(configuration());
        PrintWriter out = spec.commandLine().getOut();
        boolean standard = file.toString().equals("-");
        try (Reader reader =
                new BufferedReader(new InputStreamReader(standard ? in : opened(file), StandardCharsets.UTF_8))) {
            inspect(new Lines(reader, file, LENGTH_MAX), inspector, out);
        } finally {
            out.flush();
        }
        return Exit.DONE;
    }

    /// @throws IOException that says what is wrong
    private static InputStream opened(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new IOException("`" + file + "` is not there");
        }
        if (Files.isDirectory(file)) {
            throw new IOException("`" + file + "` is a folder; name a file");
        }
        if (!Files.isReadable(file)) {
            throw new IOException("`" + file + "` can't be read; check who owns it");
        }
        return Files.newInputStream(file);
    }

    private Inspector inspector(Configuration configuration) throws IOException {
        Direction direction = as == As.ARGUMENT ? Direction.ARGUMENTS : Direction.RETURNED;
        Optional<DataHandling.Keyed> keyed = keyed(configuration);
        OwnData own = OwnDataLoading.of(
                configuration.data(),
                () -> DataActions.own(KeyRing.open(Foundation.keysFolder(configuration), random)));
        DataHandling handling = new DataHandling(
                configuration.data(),
                new DataHandling.Sought(direction, own, () -> LivePatterns.Known.NONE),
                keyed.orElse(UNUSED),
                InstantSource.system());
        Concerned concerned = concerns.concerned();
        return new Inspector(
                handling.pass(),
                document -> handling.treatment(document, concerned),
                direction == Direction.RETURNED,
                keyed.filter(_ -> isCoded).map(DataHandling.Keyed::codes));
    }

    /// What names values and opens tokens, as the gateway of this configuration does; where neither is asked for, no
    /// key is looked for.
    private Optional<DataHandling.Keyed> keyed(Configuration configuration) throws IOException {
        if (isCoded && config.isEmpty()) {
            throw new IllegalArgumentException(
                    "`--codes` are made with the gateway's keys; name its configuration with" + " `--config`");
        }
        boolean isAsked = isCoded
                || DataHandling.usesTokens(configuration.data())
                || configuration.data().suppressions().stream()
                        .anyMatch(each -> each.value().isPresent());
        if (!isAsked) {
            return Optional.empty();
        }
        Path folder = Foundation.keysFolder(configuration);
        List<String> missing = KeyRing.missing(folder);
        if (!missing.isEmpty()) {
            throw new IOException("`" + folder + "` has no " + String.join(", ", missing)
                    + "; start the gateway once, or name it as it was started: its `--config`, and `--tenant`");
        }
        return Optional.of(DataActions.keyed(KeyRing.open(folder, random)));
    }

    /// A first line that is a case says that all are, where it has an id or is not alone, or the file's name says it.
    private void inspect(Lines lines, Inspector inspector, PrintWriter out) throws IOException {
        Lines.Line line = lines.next();
        Optional<Case> first = Case.of(line);
        boolean isNamed = LINES_NAME.matcher(String.valueOf(file.getFileName())).find();
        boolean isOfMany = first.isPresent()
                && (first.get().id().isPresent() || !lines.peek().isEnd());
        if (!isNamed && !isOfMany) {
            String whole = lines.whole();
            Inspection inspection = JsonDocument.within(whole, JsonLimits.EXAMINED)
                    .map(document -> inspector.json(whole, document))
                    .orElseGet(() -> inspector.text(whole));
            out.println(told("1", inspection));
            return;
        }
        lines.forget();
        for (; !line.isEnd(); line = lines.next()) {
            int at = line.number();
            Case one = Case.of(line)
                    .orElseThrow(() -> new IOException("line " + at + " of `" + file
                            + "` is no JSON object with a text under `text`, as the others are"));
            out.println(told(one.id().orElse(Integer.toString(at)), inspector.text(one.text())));
        }
    }

    /// One line of JSON Lines.
    ///
    /// @param id JSON
    private record Case(Optional<String> id, String text) {
        static Optional<Case> of(Lines.Line line) {
            return JsonDocument.within(line.text(), JsonLimits.EXAMINED)
                    .map(JsonDocument::root)
                    .filter(root -> root.is(JsonKind.OBJECT))
                    .flatMap(root -> root.string("text")
                            .map(text -> new Case(root.get("id").map(JsonValue::json), text)));
        }
    }

    private static String told(String id, Inspection inspection) {
        JsonWriter out = new JsonWriter().object().name("id").raw(id.getBytes(StandardCharsets.UTF_8));
        out.member("verdict", inspection.verdict().name().toLowerCase(Locale.ROOT));
        out.name("score").raw(share(inspection.surest()));
        out.name("findings").array();
        for (Inspection.Found found : inspection.finds()) {
            out.object()
                    .member("type", found.type())
                    .member("start", found.start())
                    .member("end", found.end())
                    .name("confidence")
                    .raw(share(Optional.of(found.confidence())))
                    .member("rule", found.rule())
                    .member("do", found.fate().action());
            found.fate().code().ifPresent(code -> out.member("value", code));
            if (!found.fate().suppressions().isEmpty()) {
                out.name("suppressed").array();
                found.fate().suppressions().forEach(out::text);
                out.endArray();
            }
            out.endObject();
        }
        return new String(out.endArray().endObject().bytes(), StandardCharsets.UTF_8);
    }

    /// How sure it is, for sorting: how often it is right is on the page of data types.
    private static byte[] share(Optional<Confidence> confidence) {
        String share = confidence
                .map(sure -> switch (sure) {
                    case POSSIBLE -> "0.5";
                    case LIKELY -> "0.9";
                    case CERTAIN -> "1";
                })
                .orElse("0");
        return share.getBytes(StandardCharsets.US_ASCII);
    }

    /// What the gateway does when nobody has said otherwise, or what a file says.
    private Configuration configuration() throws IOException {
        if (tenant.isPresent() && config.isEmpty()) {
            throw new IllegalArgumentException(
                    "`--tenant` is one of a configuration; name that of its host with `--config`");
        }
        ConfigurationResult result = config.isPresent()
                ? ConfigurationChoice.load(config, tenant)
                : ConfigurationFile.read(
                        Path.of(ConfigurationChoice.USUAL_NAME),
                        "{}".getBytes(StandardCharsets.UTF_8),
                        ConfigurationChoice.environment(Map.of(), SecretManagers.unasked()));
        return switch (result) {
            case ConfigurationResult.Loaded(Configuration configuration, var _) -> configuration;
            case ConfigurationResult.ConfigurationFaults(var faults, var _) ->
                throw new IOException(faults.stream().map(Object::toString).collect(Collectors.joining("\n")));
        };
    }
}
