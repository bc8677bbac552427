package io.tidegate.example;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Which sample server runs? One of two, over standard input and output, until the input ends.
/// They guard nothing themselves: that is what they are for.
public final class ExampleServers {
    private static final int WRONG_USE = 2;

    private ExampleServers() {}

    /// `documents [FOLDER]` serves the bundled documents, or those of the folder.
    /// `customers [FOLDER]` serves a customer database kept in the folder, or in a new temporary one.
    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 1 || arguments.length > 2) {
            complain();
            return;
        }
        System.setOut(System.err); // standard output is MCP's alone: whatever a library prints goes to people
        switch (arguments[0]) {
            case "documents" ->
                serve(arguments.length == 2 ? DocumentsServer.of(Path.of(arguments[1])) : DocumentsServer.bundled());
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

    private static void serve(StdioServer server) throws IOException {
        System.err.println(server.name() + ": ready");
        server.serve(new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out));
    }

    private static void complain() {
        System.err.println("use: documents [FOLDER] | customers [FOLDER]");
        System.exit(WRONG_USE);
    }
}
