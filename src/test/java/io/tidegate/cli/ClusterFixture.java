package io.tidegate.cli;

import io.tidegate.audit.RecordKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// Several nodes of one gateway with the same keys, each with its own state, and a balancer before them that knows
/// nothing.
final class ClusterFixture implements AutoCloseable {
    private final Path folder;
    private final Balancer front;
    private final Map<String, Balancer> ways = new HashMap<>();
    private final Map<String, Started> nodes = new HashMap<>();
    private final List<String> names;
    private final String more;
    private final Map<String, String> keys = new HashMap<>();

    private ClusterFixture(Path folder, String more, List<String> names) throws IOException {
        this.folder = folder;
        this.names = names;
        this.more = more;
        this.front = new Balancer();
        for (String name : names) {
            ways.put(name, new Balancer());
        }
    }

    /// @param more lines of the configuration
    /// @param users who have a key that every node takes
    static ClusterFixture of(Path folder, String more, List<String> names, String... users) throws Exception {
        ClusterFixture cluster = new ClusterFixture(folder, more, names);
        Path first = Files.createDirectory(folder.resolve("first"));
        try (Started keeper = Started.in(first, "identity: { api-keys: allowed }\n")) {
            for (String user : users) {
                cluster.keys.put(user, keeper.key(user));
            }
        }
        for (String name : names) {
            Path own = Files.createDirectory(folder.resolve(name));
            copy(first.resolve("state"), own.resolve("state"));
        }
        for (String name : names) {
            cluster.start(name);
        }
        cluster.front.to(names.stream().map(cluster::port).toList());
        return cluster;
    }

    static void copy(Path from, Path to) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(from)) {
            files = walk.toList();
        }
        for (Path file : files) {
            Files.copy(file, to.resolve(from.relativize(file).toString()));
        }
    }

    void start(String name) throws Exception {
        Started node = Started.in(folder.resolve(name), configuration(name));
        nodes.put(name, node);
        way(name).to(List.of(port(name)));
    }

    /// Ends a node, without a word to the others.
    void kill(String name) throws IOException {
        way(name).close();
        node(name).close();
        nodes.remove(name);
        front.to(nodes.keySet().stream().map(this::port).toList());
    }

    /// What is done with the state of a node while it is down.
    interface Meanwhile {
        void with(Path state) throws IOException;
    }

    void restart(String name, Meanwhile meanwhile) throws Exception {
        node(name).close();
        meanwhile.with(folder.resolve(name).resolve("state"));
        start(name);
    }

    String configuration(String name) {
        StringBuilder all = new StringBuilder();
        for (String each : names) {
            all.append(all.isEmpty() ? "" : ", ")
                    .append(each)
                    .append(": \"")
                    .append(way(each).url())
                    .append('"');
        }
        return "identity: { api-keys: allowed }\nallowed-hosts: [\"127.0.0.1:"
                + front.url().getPort() + "\"]\n" + "cluster: { node: " + name + ", nodes: { " + all + " } }\n" + more;
    }

    private int port(String name) {
        return node(name).gateway().address().getPort();
    }

    Started node(String name) {
        return Objects.requireNonNull(nodes.get(name), name);
    }

    /// By which others reach a node.
    Balancer way(String name) {
        return Objects.requireNonNull(ways.get(name), name);
    }

    Balancer front() {
        return front;
    }

    String key(String user) {
        return Objects.requireNonNull(keys.get(user), user);
    }

    /// What the trail of a node has of calls: those that it passed on, and those that it made.
    List<String> passedOn(String name) throws IOException {
        return node(name).records(RecordKind.SEALED).stream()
                .filter(record -> record.contains("\"passed-on\""))
                .toList();
    }

    @Override
    public void close() throws IOException {
        List<String> left = new ArrayList<>(nodes.keySet());
        left.forEach(name -> node(name).close());
        for (Balancer way : ways.values()) {
            way.close();
        }
        front.close();
    }
}
