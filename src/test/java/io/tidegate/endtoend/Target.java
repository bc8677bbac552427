package io.tidegate.endtoend;

import java.net.URI;
import java.util.List;
import java.util.stream.Stream;

/// What does a client connect to?
sealed interface Target {
    /// As the last words of a driver's command line.
    List<String> words();

    record Http(URI url) implements Target {
        @Override
        public List<String> words() {
            return List.of(url.toString());
        }
    }

    record Stdio(List<String> command) implements Target {
        public Stdio {
            command = List.copyOf(command);
        }

        @Override
        public List<String> words() {
            return Stream.concat(Stream.of("--"), command.stream()).toList();
        }
    }
}
