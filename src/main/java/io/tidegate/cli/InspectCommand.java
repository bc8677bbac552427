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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
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
/// A file is one text, or one JSON document, or JSON Lines whose objects have a member `text` (and `id`). Nothing is
/// sent or recorded.
@Command(name = "inspect", description = "Say what the gateway would find in a text, and what would become of it.")
public final class InspectCommand implements Callable<Integer> {
    private static final int LENGTH_MAX = DataScanner.TEXT_LENGTH_MAX;

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
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(standard ? in : Files.newInputStream(file), StandardCharsets.UTF_8))) {
            inspect(reader, inspector, out);
        } finally {
            out.flush();
        }
        return Exit.DONE;
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
        return isAsked
                ? Optional.of(DataActions.keyed(KeyRing.open(Foundation.keysFolder(configuration), random)))
                : Optional.empty();
    }

    /// A first line that is a case says that all are.
    private void inspect(BufferedReader reader, Inspector inspector, PrintWriter out) throws IOException {
        String line = line(reader);
        Optional<Case> first = Case.of(line, 1);
        if (first.isEmpty()) {
            String whole = whole(line, reader);
            Inspection inspection = JsonDocument.within(whole, JsonLimits.EXAMINED)
                    .map(document -> inspector.json(whole, document))
                    .orElseGet(() -> inspector.text(whole));
            out.println(told("1", inspection));
            return;
        }
        for (int number = 1; !line.isEmpty(); number++) {
            if (!line.isBlank()) {
                int at = number;
                Case one = Case.of(line, number)
                        .orElseThrow(() -> new IOException("line " + at + " of `" + file
                                + "` is no JSON object with a text under `text`, as the first is"));
                out.println(told(one.id(), inspector.text(one.text())));
            }
            line = line(reader);
        }
    }

    /// With what ends it; empty where there is none.
    private String line(Reader reader) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int symbol = reader.read(); symbol >= 0; symbol = reader.read()) {
            line.append((char) symbol);
            if (symbol == '\n') {
                break;
            }
            bounded(line);
        }
        return line.toString();
    }

    private void bounded(StringBuilder text) throws IOException {
        if (text.length() > LENGTH_MAX) {
            throw new IOException("`" + file + "` has more than the " + LENGTH_MAX + " characters of one text");
        }
    }

    private String whole(String first, Reader reader) throws IOException {
        StringBuilder whole = new StringBuilder(first);
        char[] chunk = new char[8_192];
        for (int count = reader.read(chunk); count >= 0; count = reader.read(chunk)) {
            whole.append(chunk, 0, count);
            bounded(whole);
        }
        return whole.toString();
    }

    /// One line of JSON Lines.
    ///
    /// @param id JSON
    private record Case(String id, String text) {
        static Optional<Case> of(String line, int number) {
            return JsonDocument.within(line, JsonLimits.EXAMINED)
                    .map(JsonDocument::root)
                    .filter(root -> root.is(JsonKind.OBJECT))
                    .flatMap(root -> root.string("text")
                            .map(text -> new Case(
                                    root.get("id").map(JsonValue::json).orElse(Integer.toString(number)), text)));
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
        ConfigurationResult result = config.isPresent()
                ? ConfigurationChoice.load(config.get())
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
