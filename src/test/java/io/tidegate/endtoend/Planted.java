package io.tidegate.endtoend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Where do secrets show that were planted? In a text, in files, on command lines, and in the memory of a process.
final class Planted {
    private Planted() {}

    static Set<String> found(List<String> secrets, String text) {
        Set<String> found = new TreeSet<>();
        secrets.stream().filter(text::contains).forEach(found::add);
        return found;
    }

    static String files(Path folder) throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(new String(Files.readAllBytes(file), ISO_8859_1)).append('\n');
            }
        }
        assertThat(all).hasSizeGreaterThan(1_000);
        return all.toString();
    }

    static String commandLines(RunningProgram gateway) throws IOException {
        StringBuilder all = new StringBuilder();
        List<ProcessHandle> processes =
                new ArrayList<>(gateway.handle().descendants().toList());
        processes.add(gateway.handle());
        for (ProcessHandle process : processes) {
            Path line = Path.of("/proc", Long.toString(process.pid()), "cmdline");
            if (Files.exists(line)) {
                all.append(Files.readString(line, ISO_8859_1).replace('\0', ' '))
                        .append('\n');
            }
        }
        return all.toString();
    }

    /// In what is reachable after a collection, as Java keeps it: one byte a letter, or two.
    static Set<String> inHeap(RunningProgram gateway, Path folder, List<String> secrets) throws Exception {
        Path dump = folder.resolve("heap.hprof");
        Files.deleteIfExists(dump);
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(gateway.handle().pid()),
                        "GC.heap_dump",
                        dump.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(jcmd.getInputStream().readAllBytes(), UTF_8);
        assertThat(jcmd.waitFor()).as(said).isZero();
        byte[] bytes = Files.readAllBytes(dump);
        Set<String> found = new TreeSet<>();
        for (String secret : secrets) {
            for (Charset charset : List.of(ISO_8859_1, UTF_16LE)) {
                if (contains(bytes, secret.getBytes(charset))) {
                    found.add(secret);
                }
            }
        }
        return found;
    }

    private static boolean contains(byte[] all, byte[] wanted) {
        for (int at = 0; at <= all.length - wanted.length; at++) {
            int same = 0;
            while (same < wanted.length && all[at + same] == wanted[same]) {
                same++;
            }
            if (same == wanted.length) {
                return true;
            }
        }
        return false;
    }
}
