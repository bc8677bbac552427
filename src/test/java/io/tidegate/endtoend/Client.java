package io.tidegate.endtoend;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Which official client talks? Each runs as a program of its own and prints what it saw.
enum Client {
    TYPESCRIPT_V1(Era.LEGACY),
    TYPESCRIPT_V2_LEGACY(Era.LEGACY),
    TYPESCRIPT_V2_MODERN(Era.MODERN),
    PYTHON_LEGACY(Era.LEGACY),
    PYTHON_MODERN(Era.MODERN),
    /// The SDK v1 over stdio, with `mcp-remote` between it and a URL.
    MCP_REMOTE(Era.LEGACY);

    /// The protocol's two eras.
    enum Era {
        LEGACY,
        MODERN
    }

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Era era;

    Client(Era era) {
        this.era = era;
    }

    Era era() {
        return era;
    }

    /// What a client is asked to do after it connected and listed the tools; options of the drivers.
    record Plan(List<String> words) {
        Plan {
            words = List.copyOf(words);
        }

        static Plan list() {
            return new Plan(List.of());
        }

        Plan call(Call call) {
            return with("--call", call.toString());
        }

        Plan progress(Call call) {
            return with("--progress", call.toString());
        }

        /// Calls, and cancels on the first progress.
        Plan cancel(Call call) {
            return with("--cancel", call.toString());
        }

        Plan header(String name, String value) {
            return with("--header", name + ": " + value);
        }

        /// Answers what servers ask for: `elicitation` (a result), `sampling` (a text), `roots` (a list), as JSON.
        Plan answers(String json) {
            return with("--answers", json);
        }

        /// Any method with its parameters as JSON, after the calls and in order; or `await` and the method of a
        /// notification.
        Plan step(String step) {
            return with("--step", step);
        }

        /// The client finds out by itself which era there is; for the SDK v2.
        Plan negotiating() {
            return with("--era", "auto");
        }

        private Plan with(String option, String value) {
            List<String> longer = new ArrayList<>(words);
            longer.add(option);
            longer.add(value);
            return new Plan(longer);
        }
    }

    /// Runs this client against `target` to its end; `home` is its home and working folder.
    Steps run(Target target, Plan plan, Path home) {
        try (RunningProgram program = start(target, plan, home)) {
            program.awaitEnd(LIMIT);
            return Steps.of(program);
        }
    }

    RunningProgram start(Target target, Plan plan, Path home) {
        List<String> command = new ArrayList<>(driver());
        command.addAll(plan.words());
        command.addAll(reach(target).words());
        return RunningProgram.start(
                home, Map.of("MCP_REMOTE_CONFIG_DIR", home.resolve("mcp-remote").toString()), command);
    }

    private List<String> driver() {
        return switch (this) {
            case TYPESCRIPT_V1, MCP_REMOTE -> Peers.node("client-v1.mjs");
            case TYPESCRIPT_V2_LEGACY -> Peers.node("client-v2.mjs", "--era", "legacy");
            case TYPESCRIPT_V2_MODERN -> Peers.node("client-v2.mjs", "--era", "modern");
            case PYTHON_LEGACY -> Peers.python("client.py", "--era", "legacy");
            case PYTHON_MODERN -> Peers.python("client.py", "--era", "modern");
        };
    }

    private Target reach(Target target) {
        return switch (target) {
            case Target.Stdio stdio -> stdio;
            case Target.Http(URI url)
            when this == MCP_REMOTE ->
                new Target.Stdio(Peers.node(
                        "node_modules/mcp-remote/dist/proxy.js",
                        url.toString(),
                        "--allow-http",
                        "--transport",
                        "http-only"));
            case Target.Http http -> http;
        };
    }
}
