package io.tidegate.cli;

import io.tidegate.config.Tenant;
import io.tidegate.front.StdioFront;
import io.tidegate.http.ClientSettings;
import io.tidegate.http.Headers;
import io.tidegate.http.HttpClient;
import io.tidegate.http.LocalSocket;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tidegate connect`: for clients that can only start a program. Standard output carries MCP and nothing else.
@Command(
        name = "connect",
        description =
                "Let a client that knows only stdio use a running gateway. The API key is taken from TIDEGATE_KEY.")
public final class ConnectCommand implements Callable<Integer> {
    static final String KEY_VARIABLE = "TIDEGATE_KEY";
    private static final String ENDPOINT = "/mcp";
    private static final String USUAL_URL = "http://127.0.0.1:8420" + ENDPOINT;
    private static final Pattern PROFILE = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final int KEY_BYTES_MAX = 16 << 10; // a token of a large identity provider x 4

    @Parameters(
            arity = "0..1",
            paramLabel = "URL",
            defaultValue = USUAL_URL,
            description = "the gateway's endpoint; by default " + USUAL_URL)
    private String url = USUAL_URL;

    @Option(names = "--profile", paramLabel = "NAME", description = "the profile to use")
    private Optional<String> profile = Optional.empty();

    @Option(names = "--tenant", paramLabel = "NAME", description = "the tenant whose endpoint it is")
    private Optional<String> tenant = Optional.empty();

    @Option(names = "--key-file", paramLabel = "FILE", description = "a file that holds the API key and nothing else")
    private Optional<Path> keyFile = Optional.empty();

    @Option(
            names = "--socket",
            paramLabel = "PATH",
            description = "the gateway's Unix socket; without a key, you are known by your account of this machine")
    private Optional<Path> socket = Optional.empty();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    private final Map<String, String> environment;
    private final InputStream in;
    private final OutputStream out;

    public ConnectCommand() {
        this(System.getenv(), new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out));
    }

    ConnectCommand(Map<String, String> environment, InputStream in, OutputStream out) {
        this.environment = Map.copyOf(environment);
        this.in = in;
        this.out = out;
    }

    @Override
    public Integer call() throws IOException {
        PrintStream before = System.out;
        System.setOut(System.err); // whatever a library prints goes to people
        try {
            return serve();
        } finally {
            System.setOut(before);
        }
    }

    private int serve() throws IOException {
        URI endpoint = endpoint();
        Optional<String> key = key();
        if (key.isPresent() && endpoint.getScheme().equals("http") && !isHere(endpoint)) {
            throw wrong("the API key would travel readable for everyone on the way; use an https URL");
        }
        Headers credential =
                key.map(text -> Headers.of("Authorization", "Bearer " + text)).orElse(Headers.none());
        ClientSettings usual = ClientSettings.standard();
        ClientSettings settings = socket.map(path -> usual.withLocal(new LocalSocket(path, Optional.empty())))
                .orElse(usual);
        if (socket.isPresent() && tenant.isPresent()) {
            throw wrong("tenants are not reached through the Unix socket; use the URL and a key");
        }
        if (socket.isPresent() && endpoint.getScheme().equals("https")) {
            throw wrong("there is no https on a Unix socket; leave the URL out");
        }
        try (HttpClient client = new HttpClient(settings)) {
            new StdioFront(endpoint, credential, client, in, out).run();
        }
        return Exit.DONE;
    }

    private URI endpoint() {
        String path = profile.map(name -> "/" + name).orElse("");
        if (profile.isPresent() && !PROFILE.matcher(profile.get()).matches()) {
            throw wrong("`" + Report.printable(profile.get()) + "` is no name of a profile");
        }
        try {
            URI endpoint = new URI(ofTenant(url.replaceFirst("/$", "")) + path);
            boolean usable = ("http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme()))
                    && endpoint.getHost() != null
                    && endpoint.getRawUserInfo() == null;
            if (usable) {
                return endpoint;
            }
        } catch (URISyntaxException malformed) {
            throw wrong("`" + Report.printable(url) + "` is no URL: " + malformed.getReason());
        }
        throw wrong("`" + Report.printable(url) + "` is no address of a gateway; one is " + USUAL_URL);
    }

    /// The tenant's path goes before that of the endpoint.
    private String ofTenant(String address) {
        if (tenant.isEmpty()) {
            return address;
        }
        if (!PROFILE.matcher(tenant.get()).matches() || !address.endsWith(ENDPOINT)) {
            throw wrong("`--tenant` takes a tenant's name, and a URL that ends in " + ENDPOINT);
        }
        return address.substring(0, address.length() - ENDPOINT.length()) + Tenant.PATHS + tenant.get() + ENDPOINT;
    }

    private Optional<String> key() throws IOException {
        Optional<String> key = keyFile.isPresent()
                ? Optional.of(read(keyFile.get()))
                : Optional.ofNullable(environment.get(KEY_VARIABLE)).map(String::strip);
        Optional<String> given = key.filter(text -> !text.isEmpty());
        if (given.isPresent() && !given.get().chars().allMatch(c -> c > ' ' && c < 127)) {
            throw wrong("the API key has characters that no key has; is the file the right one?");
        }
        return given;
    }

    private static String read(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw new IOException("the key file `" + file + "` can't be read");
        }
        if (Files.size(file) > KEY_BYTES_MAX) {
            throw new IOException("the key file `" + file + "` is too large to hold only a key");
        }
        return Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1)
                .strip();
    }

    private static boolean isHere(URI endpoint) {
        String host = endpoint.getHost();
        return host.equalsIgnoreCase("localhost") || host.equals("[::1]") || host.matches("127(\\.[0-9]{1,3}){3}");
    }

    private CommandLine.ParameterException wrong(String message) {
        return new CommandLine.ParameterException(spec.commandLine(), message);
    }
}
