package io.tidegate.policy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What stands in the policy files? Reads `*.cedar` files, those of a folder in the order of their names.
final class SourceFiles {
    private static final int FILES_MAX = 1000;
    private static final long BYTES_MAX = 1 << 20; // some ten thousand policies in one file

    /// A file's name as the operator gave it, and its text.
    ///
    /// @param made the policies in it, where it was made of the short form; else empty
    /// @param author who wrote it, as far as that is known
    record Source(String file, String text, List<ShortForm.Made> made, Optional<Author> author) {
        Source(String file, String text) {
            this(file, text, List.of(), Optional.empty());
        }
    }

    private final List<Source> sources = new ArrayList<>();
    private final List<Problem> problems;

    private SourceFiles(List<Problem> problems) {
        this.problems = problems;
    }

    /// The sources at `paths`, each a file or a folder; what cannot be read goes to `problems`.
    static List<Source> read(List<Path> paths, List<Problem> problems) {
        SourceFiles files = new SourceFiles(problems);
        for (Path path : paths) {
            if (Files.isDirectory(path)) {
                files.readFolder(path);
            } else {
                files.readFile(path);
            }
        }
        return List.copyOf(files.sources);
    }

    private void readFolder(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            entries.filter(entry -> String.valueOf(entry.getFileName()).endsWith(".cedar"))
                    .sorted()
                    .limit(FILES_MAX + 1L)
                    .forEach(this::readFile);
        } catch (IOException _) {
            problems.add(new Problem(folder.toString(), 0, "the folder cannot be read; check its owner and mode"));
        }
    }

    private void readFile(Path file) {
        if (sources.size() == FILES_MAX) {
            problems.add(new Problem(file.toString(), 0, "there are more than " + FILES_MAX + " policy files"));
            return;
        }
        try {
            if (!Files.isRegularFile(file)) {
                problems.add(new Problem(file.toString(), 0, "there is no such file"));
            } else if (Files.size(file) > BYTES_MAX) {
                problems.add(new Problem(file.toString(), 0, "the file is larger than 1 MB; split it"));
            } else {
                Optional<Author> author = Author.of(file);
                sources.add(new Source(file.toString(), text(Files.readAllBytes(file)), List.of(), author));
            }
        } catch (CharacterCodingException _) {
            problems.add(new Problem(file.toString(), 0, "the file is not UTF-8 text"));
        } catch (IOException _) {
            problems.add(new Problem(file.toString(), 0, "the file cannot be read; check its owner and mode"));
        }
    }

    static String text(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }
}
