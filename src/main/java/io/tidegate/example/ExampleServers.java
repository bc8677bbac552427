package io.tidegate.example;

import java.io.ByteArrayInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Which sample server runs? One of two, over standard input and output, until the input ends. They guard nothing
/// themselves: that is what they are for.
public final class ExampleServers {
    private static final int WRONG_USE = 2;

    private static final String META =
            "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{}}";
    private static final String QUESTIONS = """
            {"jsonrpc":"2.0","id":1,"method":"server/discover","params":{%1$s}}
            {"jsonrpc":"2.0","id":2,"method":"tools/list","params":{%1$s}}
            {"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"search","arguments":{"words":"a"},%1$s}}
            {"jsonrpc":"2.0","id":4,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{}}}
            {"jsonrpc":"2.0","method":"notifications/initialized"}
            {"jsonrpc":"2.0","id":5,"method":"tools/list","params":{}}
            {"jsonrpc":"2.0","id":6,"method":"tools/call","params":{"name":"list","arguments":{}}}
            {"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"get","arguments":{"id":1}}}
            """.formatted(META);

    private ExampleServers() {}

    /// `documents [FOLDER]` serves the bundled documents, or those of the folder. `customers [FOLDER]` serves a
    /// customer database kept in the folder, or in a new temporary one.
    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 1 || arguments.length > 2) {
            complain();
            return;
        }
        System.setOut(System.err); // standard output is MCP's alone: whatever a library prints goes to people
        switch (arguments[0]) {
            case "documents" ->
                serve(arguments.length == 2 ? DocumentsServer.of(Path.of(arguments[1])) : DocumentsServer.bundled());
            case "train" -> train();
            case "customers" ->
                customers(arguments.length == 2 ? Path.of(arguments[1]) : Files.createTempDirectory("customers"));
            default -> complain();
        }
    }

    private static void customers(Path folder) throws IOException {
        try (var database = CustomerDatabase.in(folder)) {
            serve(CustomersServer.over(database));
        }
    }

    /// What the launcher records the servers' start-up cache with: both answer a few questions, nothing stays.
    static void train() throws IOException {
        Path folder = Files.createTempDirectory("customers");
        try (var database = CustomerDatabase.in(folder)) {
            for (StdioServer server : List.of(DocumentsServer.bundled(), CustomersServer.over(database))) {
                server.serve(
                        new ByteArrayInputStream(QUESTIONS.getBytes(StandardCharsets.UTF_8)),
                        OutputStream.nullOutputStream());
            }
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private static void serve(StdioServer server) throws IOException {
        System.err.println(server.name() + ": ready");
        server.serve(new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out));
    }

    private static void complain() {
        System.err.println("use: documents [FOLDER] | customers [FOLDER]");
        System.exit(WRONG_USE);
    }
}
