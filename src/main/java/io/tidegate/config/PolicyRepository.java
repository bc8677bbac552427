package io.tidegate.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Policies in a Git repository of this machine: those of one commit, which whoever keeps the repository moves on.
///
/// @param repository a work tree, or a bare repository
/// @param ref a branch, a tag, a commit, or `HEAD`
/// @param folder in the commit; empty for its top
public record PolicyRepository(Path repository, String ref, String folder) {
    static final String DESCRIPTION = "Cedar files from a commit of a Git repository on this machine.";
    private static final String HEAD = "HEAD";
    private static final int POINTER_BYTES_MAX = 4_096;

    static final Section<PolicyRepository> SECTION = new Section<>(s -> {
        Key<Path> repository =
                s.required("repository", Addresses.folder(), "A work tree, or a bare repository. Nothing is fetched.");
        Key<String> ref = s.with(
                "ref",
                Types.form("(?!.*(\\.\\.|//|@\\{))[A-Za-z0-9][A-Za-z0-9._/-]{0,200}", "a branch, a tag or a commit"),
                HEAD,
                "Whose policies count: a branch, a tag or a commit; by default what is checked out.");
        Key<String> folder = s.with(
                "folder",
                Types.form(
                        "(?!.*(^|/)\\.{1,2}(/|$))([A-Za-z0-9._-]+(/[A-Za-z0-9._-]+){0,20})?", "a folder in the commit"),
                "\"\"",
                "In which folder of the commit they are; by default at its top.");
        s.rule((values, place) -> values.find(repository)
                .ifPresent(path -> watched(path, values.find(ref).orElse(HEAD)).forEach(place::watch)));
        return values -> new PolicyRepository(values.get(repository), values.get(ref), values.get(folder));
    });

    /// What says which commit it is; changes there are noticed.
    private static List<Path> watched(Path repository, String ref) {
        Path own = pointed(repository.resolve(".git"), "gitdir:")
                .orElse(Files.isDirectory(repository.resolve(".git")) ? repository.resolve(".git") : repository);
        Path shared = pointed(own.resolve("commondir"), "").orElse(own);
        Stream<Path> always =
                Stream.of(own.resolve(HEAD), shared.resolve("packed-refs"), shared.resolve("reftable/tables.list"));
        Stream<Path> refs = ref.equals(HEAD)
                ? Stream.of(shared.resolve("refs/heads"))
                : Stream.of("", "refs/", "refs/heads/", "refs/tags/", "refs/remotes/")
                        .map(kind -> shared.resolve(kind + ref));
        return Stream.concat(always, refs).toList();
    }

    /// Where a small file of Git's points to.
    private static Optional<Path> pointed(Path file, String word) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > POINTER_BYTES_MAX) {
                return Optional.empty();
            }
            String text = Files.readString(file).strip();
            Path parent = file.toAbsolutePath().getParent();
            return text.startsWith(word) && parent != null
                    ? Optional.of(parent.resolve(text.substring(word.length()).strip())
                            .normalize())
                    : Optional.empty();
        } catch (IOException | InvalidPathException unreadable) {
            return Optional.empty(); // whoever reads the policies says what is wrong
        }
    }
}
