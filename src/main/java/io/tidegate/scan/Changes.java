package io.tidegate.scan;

import io.tidegate.crypto.Digest;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.JsonValue;
import io.tidegate.json.JsonWriter;
import io.tidegate.json.MalformedJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Writes and changes files so that it can be undone byte for byte, also after a crash: what will be done is written
/// down, with a backup of what was there, before it is done. Undoes nothing that somebody changed since.
public final class Changes {
    private final Path base;
    private final Path folder;
    private final Path journal;

    /// Kept in `folder`, which only its owner may enter. Folders below `base` that undoing leaves empty are removed.
    public Changes(Path base, Path folder) {
        this.base = base.toAbsolutePath().normalize();
        this.folder = folder.toAbsolutePath().normalize();
        this.journal = this.folder.resolve("journal.json");
    }

    /// One file as it shall be. `ofClient` where it is a client's, which is never left half undone.
    public record Change(Path path, byte[] bytes, Access access, boolean ofClient) {
        @Override
        public String toString() {
            return "Change(" + path + ")";
        }
    }

    /// Who may read a file.
    public enum Access {
        /// As it was, or as this machine makes files.
        USUAL,
        /// Only its owner.
        OWNER
    }

    /// What an undoing came to.
    public sealed interface Undone {
        /// These were put back or removed; those were left, because somebody changed them since.
        record Done(List<Path> restored, List<Path> left) implements Undone {}

        /// Nothing was undone: this client's file was changed since.
        record Refused(Path changed) implements Undone {}

        /// There is nothing to undo.
        record Nothing() implements Undone {}
    }

    /// `part` says what is kept together: a client's files come first, secrets stay while something refers to them.
    private record Entry(Path path, String before, String after, Optional<Path> backup, Part part) {
        boolean ofClient() {
            return part == Part.CLIENT;
        }
    }

    private enum Part {
        CLIENT,
        SECRET,
        OTHER
    }

    /// Whether there is something to undo.
    public boolean made() {
        return Files.exists(journal);
    }

    /// Makes the changes. When it fails in the middle, `undo` takes back what was done.
    public void make(List<Change> changes) throws IOException {
        OwnerFiles.folder(folder);
        List<Entry> entries = new ArrayList<>();
        for (Change change : changes) {
            entries.add(prepare(change, entries.size()));
        }
        OwnerFiles.replace(journal, written(entries), Access.OWNER);
        for (Change change : changes) {
            OwnerFiles.parent(change);
            OwnerFiles.replace(real(change.path()), change.bytes(), change.access());
        }
    }

    private Entry prepare(Change change, int number) throws IOException {
        Path path = real(change.path());
        String after = digest(change.bytes());
        if (!Files.exists(path)) {
            return new Entry(path, "", after, Optional.empty(), part(change));
        }
        byte[] bytes = Files.readAllBytes(path);
        Path backup = folder.resolve("backup-" + number);
        OwnerFiles.replace(backup, bytes, Access.OWNER);
        return new Entry(path, digest(bytes), after, Optional.of(backup), part(change));
    }

    /// A link is followed: what it points at is changed, and the link stays.
    private static Path real(Path path) throws IOException {
        return Files.exists(path) ? path.toRealPath() : path.toAbsolutePath().normalize();
    }

    /// Puts everything back as it was. A file that was changed since is left; if it is a client's, nothing is undone.
    public Undone undo() throws IOException {
        if (!made()) {
            return new Undone.Nothing();
        }
        List<Entry> entries = read();
        List<Path> left = new ArrayList<>();
        List<Entry> undoable = new ArrayList<>();
        for (Entry entry : entries) {
            if (isAsWritten(entry)) {
                undoable.add(entry);
            } else if (entry.ofClient()) {
                return new Undone.Refused(entry.path());
            } else {
                left.add(entry.path());
            }
        }
        List<Entry> needed = needed(entries, undoable);
        undoable.removeAll(needed);
        needed.forEach(entry -> left.add(entry.path()));
        List<Entry> hiding = undoable.stream().filter(Changes::hides).toList();
        undoable.removeAll(hiding);
        for (Entry entry : undoable) {
            restore(entry);
        }
        List<Entry> kept =
                entries.stream().filter(entry -> left.contains(entry.path())).toList();
        forget(entries, kept);
        for (Entry entry : hiding) {
            if (isAlone(entry.path())) {
                restore(entry);
                undoable.add(entry);
            }
        }
        return new Undone.Done(undoable.stream().map(Entry::path).toList(), left);
    }

    /// What was left may refer to what was written before it: the configuration to secrets.
    private static List<Entry> needed(List<Entry> entries, List<Entry> undoable) {
        int lastLeft = entries.size() - 1;
        while (lastLeft >= 0 && undoable.contains(entries.get(lastLeft))) {
            lastLeft--;
        }
        boolean anyLeft = lastLeft >= 0;
        int before = lastLeft;
        return undoable.stream()
                .filter(entry -> !entry.ofClient() && !hides(entry))
                .filter(entry -> anyLeft && (entry.part() == Part.SECRET || entries.indexOf(entry) < before))
                .toList();
    }

    /// What keeps a folder out of version control stays as long as there is more in it: keys, a trail, secrets.
    private static boolean hides(Entry entry) {
        return entry.path().endsWith(".gitignore");
    }

    private static boolean isAlone(Path file) throws IOException {
        Path folder = file.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return true;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.allMatch(file::equals);
        }
    }

    private static Part part(Change change) {
        if (change.ofClient()) {
            return Part.CLIENT;
        }
        return change.access() == Access.OWNER ? Part.SECRET : Part.OTHER;
    }

    /// Whether the file is as it was left, or as it was before (where making the changes was cut short).
    private static boolean isAsWritten(Entry entry) throws IOException {
        String now = Files.exists(entry.path()) ? digest(Files.readAllBytes(entry.path())) : "";
        return now.isEmpty() ? !entry.ofClient() : now.equals(entry.after()) || now.equals(entry.before());
    }

    private void restore(Entry entry) throws IOException {
        if (entry.backup().isPresent()) {
            OwnerFiles.replace(entry.path(), Files.readAllBytes(entry.backup().get()), Access.USUAL);
        } else {
            Files.deleteIfExists(entry.path());
            withoutEmptyFolders(entry.path());
        }
    }

    private void withoutEmptyFolders(Path removed) throws IOException {
        Path parent = removed.getParent();
        while (parent != null && parent.startsWith(base) && !parent.equals(base) && isEmpty(parent)) {
            Files.deleteIfExists(parent);
            parent = parent.getParent();
        }
    }

    private static boolean isEmpty(Path parent) throws IOException {
        if (!Files.isDirectory(parent)) {
            return true;
        }
        try (Stream<Path> files = Files.list(parent)) {
            return files.findAny().isEmpty();
        }
    }

    /// The backups of what was left stay: they are the only copies.
    private void forget(List<Entry> entries, List<Entry> kept) throws IOException {
        for (Entry entry : entries) {
            if (entry.backup().isPresent() && !kept.contains(entry)) {
                Files.deleteIfExists(entry.backup().get());
            }
        }
        Files.deleteIfExists(journal);
        withoutEmptyFolders(journal);
    }

    private static byte[] written(List<Entry> entries) {
        JsonWriter json = new JsonWriter().array();
        for (Entry entry : entries) {
            json.object().member("path", entry.path().toString());
            json.member("before", entry.before()).member("after", entry.after());
            entry.backup().ifPresent(backup -> json.member("backup", backup.toString()));
            json.member("part", entry.part().name()).endObject();
        }
        return json.endArray().bytes();
    }

    private List<Entry> read() throws IOException {
        try {
            List<Entry> entries = new ArrayList<>();
            JsonDocument document = JsonDocument.parse(Files.readAllBytes(journal), JsonLimits.DEFAULT);
            for (JsonValue entry : document.root().elements()) {
                entries.add(new Entry(
                        Path.of(entry.string("path").orElseThrow()),
                        entry.string("before").orElseThrow(),
                        entry.string("after").orElseThrow(),
                        entry.string("backup").map(Path::of),
                        Part.valueOf(entry.string("part").orElseThrow())));
            }
            return entries;
        } catch (MalformedJson
                | java.util.NoSuchElementException
                | IllegalArgumentException
                | IllegalStateException broken) {
            throw new IOException("the journal of `init` is damaged", broken);
        }
    }

    private static String digest(byte[] bytes) {
        return HexFormat.of().formatHex(Digest.of(bytes).bytes());
    }
}
