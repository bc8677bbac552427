package io.tidegate.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.endtoend.Client.Plan;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Is a newcomer there in five minutes? A fresh clone of what is committed, the README's way with the launcher, and a
/// real client at the address that the README, and then `init`, says; the seconds of each step are printed. Maven's
/// libraries are taken from where they are already: how long they take to fetch is not in it.
@Tag("end-to-end")
final class NewcomerEndToEndTest {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Pattern READY = Pattern.compile("^ready http://127\\.0\\.0\\.1:8420/mcp ");
    private static final Pattern LINE = Pattern.compile("claude mcp add --transport http tidegate (http://\\S+?/mcp)");
    private static final Pattern URL = Pattern.compile("http://127\\.0\\.0\\.1:\\d+/mcp");
    private static final Pattern KEY = Pattern.compile("\\btg_[0-9A-Za-z]{49}\\b");

    @TempDir
    private Path folder = Path.of("");

    private final List<String> steps = new ArrayList<>();
    private Duration whole = Duration.ZERO;

    /// One thing that a newcomer does.
    private interface Doing<T> {
        T done() throws Exception;
    }

    @Test
    void pointsARealClientAtItWithinFiveMinutes() throws Exception {
        Path clone = folder.resolve("tidegate");
        timed("clone", () -> end(List.of("git", "clone", "-q", Peers.ROOT.toString(), clone.toString()), folder));
        timed("build, demo", () -> tidegate(clone, "demo"));
        URI url = URI.create(found(LINE, Files.readString(clone.resolve("README.md"))));
        Newcomer.awaitPorts();
        try (RunningProgram serving = timed("serve", () -> serve(clone, "serve"))) {
            Call read = new Call("documents__read", "{\"name\": \"office-guide.md\"}");
            Steps seen = timed("client", () -> client(url, Plan.list().call(read)));
            assertThat(seen.toolNames()).contains("documents__read", "customers__search");
            assertThat(Steps.text(seen.results().getFirst())).isNotBlank();
            assertThat(serving.stop()).isIn(Gateway.STOPPED_CLEAN);
        }

        Newcomer.useCursor(clone);
        List<String> said = timed("init", () -> tidegate(clone, "init"));
        String key = timed("key", () -> found(KEY, String.join("\n", tidegate(clone, "keys", "create", "ada"))));
        URI own = URI.create(found(URL, String.join("\n", said)));
        assertThat(own).isEqualTo(url);
        Newcomer.awaitPorts();
        try (RunningProgram serving = timed("own servers", () -> serve(clone, "serve", "tidegate.yaml"))) {
            Call list = new Call("list", "{}");
            Plan plan = Plan.list().call(list).header("Authorization", "Bearer " + key);
            Steps seen = timed("client with key", () -> client(own, plan));
            assertThat(seen.toolNames()).contains("list", "read");
            assertThat(Steps.text(seen.results().getFirst())).isNotBlank();
            assertThat(serving.stop()).isIn(Gateway.STOPPED_CLEAN);
        }
        System.out.println("a newcomer's seconds: " + String.join(", ", steps) + "; all " + seconds(whole));
        assertThat(whole).as(steps.toString()).isLessThan(LIMIT);
    }

    private <T> T timed(String step, Doing<T> doing) throws Exception {
        long begun = System.nanoTime();
        T done = doing.done();
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        whole = whole.plus(took);
        steps.add(step + " " + seconds(took));
        return done;
    }

    private static String seconds(Duration time) {
        return "%d.%d".formatted(time.toSeconds(), time.toMillisPart() / 100);
    }

    private static List<String> command(Path clone, String... words) {
        List<String> command = new ArrayList<>(List.of(clone.resolve("tidegate").toString()));
        command.addAll(List.of(words));
        return command;
    }

    private static List<String> tidegate(Path clone, String... words) {
        return end(command(clone, words), clone);
    }

    private static List<String> end(List<String> command, Path home) {
        try (RunningProgram program = RunningProgram.start(home, Map.of(), command)) {
            assertThat(program.awaitEnd(LIMIT)).as(program.describe()).isZero();
            return program.output();
        }
    }

    private static RunningProgram serve(Path clone, String... words) {
        RunningProgram program = RunningProgram.start(clone, Map.of(), command(clone, words));
        program.awaitError(READY, LIMIT);
        return program;
    }

    private Steps client(URI url, Plan plan) throws IOException {
        Path home = Files.createTempDirectory(folder, "client");
        return Client.TYPESCRIPT_V1.run(new Target.Http(url), plan, home);
    }

    private static String found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as("`%s` in %s", pattern, text).isTrue();
        return matcher.group(matcher.groupCount());
    }
}
