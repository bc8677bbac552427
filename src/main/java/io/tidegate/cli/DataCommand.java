package io.tidegate.cli;

import io.tidegate.crypto.KeyRing;
import io.tidegate.detect.HashedValues;
import io.tidegate.detect.OwnFile;
import io.tidegate.detect.OwnKeys;
import io.tidegate.detect.OwnValues;
import io.tidegate.detect.Shingles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tidegate data table|documents`: hashes values and documents of the organisation's own, so that a gateway knows them
/// again and nobody can read them.
@Command(name = "data", description = "Hash tables and documents, so that a gateway finds what is in them.")
public final class DataCommand implements Runnable {
    private static final int FILE_BYTES_MAX = 64 << 20;
    private static final int FILES_MAX = 100_000;
    private static final int DEPTH_MAX = 32;

    private final SecureRandom random;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = picocli.CommandLine.ScopeType.INHERIT,
            description = "configuration of the gateway that is to know them; by default ./tidegate.yaml")
    private Optional<Path> config = Optional.empty();

    @Option(
            names = "--tenant",
            paramLabel = "NAME",
            scope = picocli.CommandLine.ScopeType.INHERIT,
            description = "one of its tenants; by default the host itself")
    private Optional<String> tenant = Optional.empty();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    DataCommand(SecureRandom random) {
        this.random = random;
    }

    @Override
    public void run() {
        throw Unsaid.which(spec);
    }

    /// The keys of the gateway that is to know the values again.
    private OwnKeys keys() throws IOException {
        Path folder = ConfigurationChoice.state(config, tenant);
        OwnFolder.make(folder);
        return DataActions.own(KeyRing.open(folder.resolve("keys"), random));
    }

    @Command(name = "table", description = "Hash the values of columns of a CSV file.")
    int table(
            @Parameters(paramLabel = "CSV", description = "CSV in UTF-8 (RFC 4180), the first line names the columns")
                    Path csv,
            @Option(
                            names = "--columns",
                            paramLabel = "NAME",
                            required = true,
                            split = ",",
                            description = "the columns whose values are to be found")
                    List<String> columns,
            @Option(names = "-o", paramLabel = "FILE", required = true, description = "the file to write") Path out)
            throws IOException {
        OwnKeys keys = keys();
        TableReading reading = TableReading.of(csv, columns, keys.hash());
        if (reading.values().count() == 0) {
            throw new IOException("`" + csv
                    + "` has no value of %d letters and digits or more in these columns"
                            .formatted(TableReading.BYTES_MIN));
        }
        OwnFile table = reading.values().table();
        table.write(out, keys);
        say("%,d values of %,d rows in `%s`".formatted(table.hashes().length, reading.rows(), out));
        if (reading.left() > 0) {
            say(
                    "%,d values left out: they have fewer than %d letters and digits, or more than %d, or more than %d words"
                            .formatted(
                                    reading.left(), TableReading.BYTES_MIN, OwnValues.BYTES_MAX, OwnValues.WORDS_MAX));
        }
        return Exit.DONE;
    }

    @Command(name = "documents", description = "Hash passages of text files, or of all in folders.")
    int documents(
            @Parameters(arity = "1..*", paramLabel = "FILE", description = "text files in UTF-8, or folders of them")
                    List<Path> given,
            @Option(names = "-o", paramLabel = "FILE", required = true, description = "the file to write") Path out)
            throws IOException {
        OwnKeys keys = keys();
        Set<Long> kept = new HashSet<>();
        int documents = 0;
        int left = 0;
        for (Path file : files(given)) {
            Optional<String> text = text(file);
            Set<Long> its = text.map(words -> Shingles.kept(words, keys.hash())).orElse(Set.of());
            kept.addAll(its);
            documents += its.isEmpty() ? 0 : 1;
            left += its.isEmpty() ? 1 : 0;
            if (kept.size() > HashedValues.MOST) {
                throw new IOException(
                        "the documents have more than %,d passages; make several files".formatted(HashedValues.MOST));
            }
        }
        if (kept.isEmpty()) {
            throw new IOException("no document has %d words of UTF-8 text".formatted(Shingles.WORDS));
        }
        OwnValues.documents(kept).write(out, keys);
        say("%,d passages of %s in `%s`".formatted(kept.size(), Count.of(documents, "document"), out));
        if (left > 0) {
            say("%s left out: no UTF-8 text of %d words".formatted(Count.of(left, "file"), Shingles.WORDS));
        }
        return Exit.DONE;
    }

    private static List<Path> files(List<Path> given) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path one : given) {
            try (Stream<Path> inside = Files.walk(one, DEPTH_MAX)) {
                inside.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || file.equals(one))
                        .filter(file -> !Files.isDirectory(file))
                        .limit(FILES_MAX + 1L)
                        .sorted()
                        .forEach(files::add);
            }
        }
        if (files.size() > FILES_MAX) {
            throw new IOException("there are more than %,d files".formatted(FILES_MAX));
        }
        return files;
    }

    /// Nothing of what is no text.
    private static Optional<String> text(Path file) throws IOException {
        if (Files.size(file) > FILE_BYTES_MAX) {
            throw new IOException("`%s` is longer than %,d bytes".formatted(file, FILE_BYTES_MAX));
        }
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString());
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
    }

    private void say(String what) {
        spec.commandLine().getOut().println(what);
    }
}
