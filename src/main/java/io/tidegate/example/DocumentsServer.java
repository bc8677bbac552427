package io.tidegate.example;

import io.tidegate.example.Tool.Answer;
import io.tidegate.example.Tool.Effect;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What is in a folder of documents? A server of the stateful era with three reading tools. One bundled document,
/// `supplier-notice.md`, gives orders to the assistant that reads it, openly and hidden.
final class DocumentsServer {
    private static final List<String> BUNDLED = List.of(
            "expense-policy.md",
            "meeting-notes.md",
            "office-guide.md",
            "onboarding.md",
            "product-faq.md",
            "supplier-notice.md");
    private static final long DOCUMENT_BYTES_MAX = 1 << 20;
    private static final int DOCUMENTS_MAX = 1_000;

    private DocumentsServer() {}

    /// Serves the six documents that come with the program.
    static StdioServer bundled() {
        var documents = new TreeMap<String, String>();
        for (String name : BUNDLED) {
            documents.put(name, resource(name));
        }
        return over(documents);
    }

    /// Serves the files that lie directly in `folder`, as they are now.
    static StdioServer of(Path folder) throws IOException {
        var documents = new TreeMap<String, String>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(Files::isRegularFile).limit(DOCUMENTS_MAX).toList()) {
                if (Files.size(file) <= DOCUMENT_BYTES_MAX) {
                    var bytes = Files.readAllBytes(file);
                    documents.put(file.getFileName().toString(), new String(bytes, StandardCharsets.UTF_8));
                }
            }
        }
        return over(documents);
    }

    private static StdioServer over(SortedMap<String, String> documents) {
        var name = Map.<String, Object>of("name", Map.of("type", "string", "description", "a name that `list` shows"));
        var words = Map.<String, Object>of("words", Map.of("type", "string", "description", "text to look for"));
        return new StdioServer(
                "documents",
                "A folder of short documents. List them, search them, read one.",
                Eras.LEGACY,
                List.of(
                        Tool.of("list", "Lists the documents.", Effect.READS, Map.of(), _ -> list(documents)),
                        Tool.of("read", "Reads one document.", Effect.READS, name, asked -> read(documents, asked))
                                .requiring("name"),
                        Tool.of(
                                        "search",
                                        "Finds the lines that contain a text.",
                                        Effect.READS,
                                        words,
                                        asked -> search(documents, asked))
                                .requiring("words")));
    }

    private static Answer list(SortedMap<String, String> documents) {
        return new Answer.Text(String.join("\n", documents.keySet()));
    }

    private static Answer read(SortedMap<String, String> documents, Map<String, Object> asked) {
        String text = documents.get(String.valueOf(asked.get("name")));
        return text == null ? new Answer.Failed("no such document; `list` shows what there is") : new Answer.Text(text);
    }

    private static Answer search(SortedMap<String, String> documents, Map<String, Object> asked) {
        String words = String.valueOf(asked.get("words")).toLowerCase(Locale.ROOT);
        var found = new StringBuilder();
        documents.forEach((name, text) -> text.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).contains(words))
                .forEach(line ->
                        found.append(name).append(": ").append(line.strip()).append('\n')));
        return new Answer.Text(found.isEmpty() ? "nothing found" : found.toString());
    }

    private static String resource(String name) {
        try (InputStream in = DocumentsServer.class.getResourceAsStream("documents/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the program comes without its sample documents");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
