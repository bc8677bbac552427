package io.tidegate.cli;

import io.tidegate.admin.Scrape;
import io.tidegate.http.ClientRequest;
import io.tidegate.http.ClientResponse;
import io.tidegate.http.ClientSettings;
import io.tidegate.http.Headers;
import io.tidegate.http.HttpClient;
import io.tidegate.http.HttpFailure;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `tidegate top`: what a running gateway does, anew each second, until Ctrl-C.
@Command(name = "top", description = "Show what a running gateway does: calls, added time, refusals, servers.")
public final class TopCommand implements Callable<Integer> {
    private static final Duration DEADLINE = Duration.ofSeconds(3);
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final int BYTES_MAX = 8 << 20;
    private static final String AGAIN = "\u001b[H\u001b[J"; // to the corner, and clear what follows

    @Option(names = "--admin", paramLabel = "URL", description = "the admin listener; ${DEFAULT-VALUE} by default")
    private URI admin = URI.create("http://127.0.0.1:8421");

    @Option(
            names = "--tenant",
            paramLabel = "NAME",
            description = "only one tenant; by default the host and all tenants")
    private Optional<String> tenant = Optional.empty();

    @Option(names = "--once", description = "one look, at all since the gateway started")
    private boolean once;

    @Option(names = "--json", description = "a JSON object a line instead of a screen")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        boolean http = "http".equals(admin.getScheme()) || "https".equals(admin.getScheme());
        if (!http || admin.getHost() == null) {
            spec.commandLine().getErr().println("tidegate: `--admin` takes a URL such as http://127.0.0.1:8421");
            return Exit.USED_WRONGLY;
        }
        try (HttpClient client = new HttpClient(ClientSettings.standard())) {
            return watch(client);
        } catch (HttpFailure failure) {
            spec.commandLine()
                    .getErr()
                    .println(Program.typed("tidegate: there is no gateway at " + admin + " (" + failure.getMessage()
                            + "); start one with `tidegate serve`, or name its admin listener with --admin URL"));
            return Exit.COULD_NOT_RUN;
        }
    }

    private int watch(HttpClient client) throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        boolean terminal =
                Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
        boolean plain = !System.getenv().getOrDefault("NO_COLOR", "").isEmpty();
        TopScreen screen = new TopScreen(terminal && !plain);
        Optional<Scrape> before = Optional.empty();
        while (true) {
            Scrape now = scrape(client);
            TopSample sample = TopSample.of(before, now);
            if (json) {
                out.println(sample.json());
            } else {
                out.print((terminal && !once ? AGAIN : "") + screen.of(admin.toString(), sample));
            }
            out.flush();
            if (once) {
                return Exit.DONE;
            }
            before = Optional.of(now);
            Thread.sleep(EVERY);
        }
    }

    private Scrape scrape(HttpClient client) throws IOException {
        ClientRequest request = new ClientRequest(
                "GET", admin.resolve("/metrics"), Headers.none(), new byte[0], ClientRequest.Repeat.SAFE);
        try (ClientResponse response = client.send(request, DEADLINE)) {
            if (response.status() != 200) {
                throw new IOException(
                        "what answers at " + admin + " is no admin listener: status " + response.status());
            }
            Scrape all = Scrape.parse(new String(response.body(BYTES_MAX), StandardCharsets.UTF_8));
            if (tenant.isPresent() && !all.by("tidegate_ready", "tenant").containsKey(tenant.get())) {
                throw new IOException("the gateway at " + admin + " has no tenant `" + tenant.get() + "`");
            }
            return tenant.map(all::ofTenant).orElse(all);
        }
    }
}
