package io.tidegate.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// An MCP server of the older era in plain POSIX shell: one file, which a test can change, swap or lose. Its one tool,
/// `t`, says the text that the file was written with, then the variable `TOKEN`.
final class ShellServer {
    private static final String TEXT = """
            #!/bin/sh
            answer() { printf '{"jsonrpc":"2.0","id":%s,"result":%s}\\n' "$id" "$1"; }
            while read -r line; do
              id=$(printf '%s' "$line" | sed -n 's/^{"jsonrpc":"2.0","id":\\([^,}]*\\),.*/\\1/p')
              case $line in
                *'"method":"initialize"'*)
                  answer '{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"shell","version":"1"}}' ;;
                *'"method":"tools/list"'*)
                  answer '{"tools":[{"name":"t","inputSchema":{"type":"object"}}]}' ;;
                *'"method":"tools/call"'*)
                  : >"$0.called"
                  while [ -e "HOLD" ]; do sleep 0.05; done
                  answer "{\\"content\\":[{\\"type\\":\\"text\\",\\"text\\":\\"SAYS $TOKEN\\"}]}" ;;
                *'"id":'*)
                  printf '{"jsonrpc":"2.0","id":%s,"error":{"code":-32601,"message":"unknown"}}\\n' "$id" ;;
              esac
            done
            """;

    private ShellServer() {}

    /// Writes one into that file, and returns the file. While there is a file beside it whose name ends in `.hold`,
    /// calls
    /// that begin wait.
    static Path write(Path file, String says) throws IOException {
        Files.writeString(file, text(file, says));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file;
    }

    static String text(Path file, String says) {
        return TEXT.replace("SAYS", says)
                .replace("HOLD", hold(file).toString())
                .replace("$0.called", called(file).toString());
    }

    static Path hold(Path file) {
        return file.resolveSibling(file.getFileName() + ".hold");
    }

    /// Is there once a call came.
    static Path called(Path file) {
        return file.resolveSibling(file.getFileName() + ".called");
    }
}
