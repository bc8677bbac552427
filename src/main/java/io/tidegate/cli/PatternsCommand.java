package io.tidegate.cli;

import io.tidegate.config.Configuration;
import io.tidegate.config.DataRule;
import io.tidegate.config.DataRules.Direction;
import io.tidegate.control.LivePattern;
import io.tidegate.control.LivePatterns;
import io.tidegate.crypto.KeyRing;
import io.tidegate.detect.OwnPattern;
import io.tidegate.detect.UnsafePattern;
import io.tidegate.identity.Principal;
import io.tidegate.json.JsonWriter;
import io.tidegate.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/// `tidegate patterns add|list|history|remove`: patterns that a running gateway looks for within a second, without a
/// change of its configuration.
@Command(name = "patterns", description = "Look for a pattern from now on, at once, in all that a gateway passes on.")
public final class PatternsCommand implements Runnable {
    private static final int TOOLS_MAX = 256;

    private final InstantSource clock;
    private final SecureRandom random;
    private final String account;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    /// @param account who runs this
    PatternsCommand(InstantSource clock, SecureRandom random, String account) {
        this.clock = clock;
        this.random = random;
        this.account = account;
    }

    /// One of an enum's constants, in small letters.
    abstract static class Small<E extends Enum<E>> implements ITypeConverter<E> {
        private final List<E> allowed;

        Small(List<E> allowed) {
            this.allowed = allowed;
        }

        @Override
        public E convert(String text) {
            return allowed.stream()
                    .filter(each -> word(each).equals(text))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("it is one of "
                            + String.join(
                                    ", ",
                                    allowed.stream().map(PatternsCommand::word).toList())));
        }
    }

    static final class ActionConverter extends Small<DataRule.Action> {
        ActionConverter() {
            super(List.of(DataRule.Action.MASK, DataRule.Action.BLOCK, DataRule.Action.ALERT));
        }
    }

    static final class DirectionConverter extends Small<Direction> {
        DirectionConverter() {
            super(Arrays.asList(Direction.values()));
        }
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /// What is looked for, and what is done about it.
    static final class Wanted {
        @Parameters(index = "0", paramLabel = "NAME", description = "its name; the data type is own/live-NAME")
        private String name = "";

        @Parameters(index = "1", paramLabel = "PATTERN", description = "a regular expression, as in docs/own-data.md")
        private String pattern = "";

        @Option(names = "--near", paramLabel = "WORD", split = ",", description = "words of which one stands near it")
        private List<String> near = List.of();

        @Option(
                names = "--do",
                paramLabel = "ACTION",
                defaultValue = "mask",
                converter = ActionConverter.class,
                description = "mask (by default), block or alert")
        private DataRule.Action action = DataRule.Action.MASK;

        @Option(
                names = "--direction",
                paramLabel = "WAY",
                converter = DirectionConverter.class,
                description = "arguments or returned; by default both")
        private Optional<Direction> direction = Optional.empty();

        @Option(
                names = "--tools",
                paramLabel = "PATTERN",
                split = ",",
                description = "of which tools, by patterns as in profiles; by default in all")
        private List<String> tools = List.of();

        @Option(names = "--because", paramLabel = "TEXT", required = true, description = "why, for people")
        private String because = "";

        LivePattern live(LivePattern.Made made) throws UnsafePattern {
            if (tools.size() > TOOLS_MAX
                    || !tools.stream().allMatch(tool -> tool.matches("[A-Za-z0-9_./:+*-]{1,256}"))) {
                throw new IllegalArgumentException(
                        "`--tools` takes up to %d names of tools, where `*` is anything".formatted(TOOLS_MAX));
            }
            return new LivePattern(
                    name, OwnPattern.read(pattern, near), new LivePattern.Does(action, direction, tools), made);
        }
    }

    @Override
    public void run() {
        throw Unsaid.which(spec);
    }

    @Command(name = "add", description = "Put a pattern in force, in the place of one of the same name.")
    int add(
            @Mixin Wanted wanted,
            @Mixin Configured configured,
            @Option(names = "--force", description = "also if it would have touched more than one call in twenty")
                    boolean isForced)
            throws IOException {
        LivePattern pattern;
        try {
            pattern = wanted.live(made(wanted.because));
        } catch (UnsafePattern | IllegalArgumentException wrong) {
            String help = wrong instanceof UnsafePattern unsafe ? "; " + unsafe.help() : "";
            String subject = wrong instanceof UnsafePattern ? "the pattern " : "";
            spec.commandLine().getErr().println(Report.printable(subject + wrong.getMessage() + help));
            return Exit.USED_WRONGLY;
        }
        Configuration configuration = configured.configuration();
        KeyRing keys = keys(configuration);
        PatternTrial trial = PatternTrial.of(pattern, configuration, keys, Instant.EPOCH);
        say("of the last %s on record, the arguments of %,d have it; what servers returned is not on record"
                .formatted(Count.of(trial.calls(), "call"), trial.touched()));
        if (trial.isMuch() && !isForced) {
            spec.commandLine()
                    .getErr()
                    .println("nothing was changed: that is more than one in twenty; if it is meant, say --force");
            return Exit.FINDINGS;
        }
        try (Store store = Store.open(Foundation.storeFile(configuration))) {
            long version = new LivePatterns(() -> store, System::nanoTime).add(pattern);
            say("version %d: `%s` is in force within a second"
                    .formatted(version, pattern.type().id()));
        }
        return Exit.DONE;
    }

    private LivePattern.Made made(String because) {
        boolean isPlain = !because.isBlank()
                && because.length() <= LivePattern.BECAUSE_MAX
                && Report.printable(because).equals(because);
        if (!isPlain) {
            throw new IllegalArgumentException(
                    "`--because` is a text of at most %d characters on one line".formatted(LivePattern.BECAUSE_MAX));
        }
        return new LivePattern.Made(Principal.SYSTEM_USER + account, clock.instant(), because);
    }

    private KeyRing keys(Configuration configuration) throws IOException {
        OwnFolder.make(configuration.state());
        return KeyRing.open(Foundation.keysFolder(configuration), random);
    }

    @Command(name = "remove", description = "Take a pattern away.")
    int remove(
            @Parameters(paramLabel = "NAME", description = "its name") String name,
            @Mixin Configured configured,
            @Option(names = "--because", paramLabel = "TEXT", required = true, description = "why, for people")
                    String because)
            throws IOException {
        LivePattern.Made made = made(because);
        Optional<Long> version = with(configured, live -> live.remove(name, made));
        say(version.map(number -> "version %d: `%s` is looked for no longer".formatted(number, name))
                .orElseGet(() -> "no live pattern is called `" + Report.printable(name) + "`"));
        return version.isPresent() ? Exit.DONE : Exit.FINDINGS;
    }

    @Command(name = "list", description = "Say which patterns are in force.")
    int list(@Mixin Configured configured) throws IOException {
        List<LivePattern> all = with(configured, live -> live.now().patterns());
        if (configured.json()) {
            JsonWriter out = new JsonWriter().object().name("patterns").array();
            all.forEach(each -> described(out.object().member("name", each.name()), each, each.made())
                    .endObject());
            say(new String(out.endArray().endObject().bytes(), StandardCharsets.UTF_8));
        } else {
            all.forEach(each -> say(each.name() + "  " + words(each) + by(each.made())));
            if (all.isEmpty()) {
                say("no live pattern is in force");
            }
        }
        return Exit.DONE;
    }

    @Command(name = "history", description = "Say what was ever added and removed, the oldest first.")
    int history(@Mixin Configured configured) throws IOException {
        List<LivePatterns.Change> all = with(configured, live -> live.since(0));
        JsonWriter out = new JsonWriter().object().name("changes").array();
        for (LivePatterns.Change change : all) {
            if (configured.json()) {
                out.object().member("version", change.version()).member("name", change.name());
                change.pattern().ifPresent(its -> described(out, its, change.made()));
                if (change.pattern().isEmpty()) {
                    made(out, change.made());
                }
                out.endObject();
            } else {
                String what = change.pattern().map(PatternsCommand::words).orElse("removed");
                say(change.version() + "  " + change.name() + "  " + what + by(change.made()));
            }
        }
        if (configured.json()) {
            say(new String(out.endArray().endObject().bytes(), StandardCharsets.UTF_8));
        }
        return Exit.DONE;
    }

    private static JsonWriter described(JsonWriter out, LivePattern pattern, LivePattern.Made made) {
        out.member("pattern", pattern.pattern().text())
                .member("near", String.join(",", pattern.pattern().near()))
                .member("do", word(pattern.does().action()))
                .member(
                        "direction",
                        pattern.does().direction().map(PatternsCommand::word).orElse("both"))
                .member("tools", String.join(",", pattern.does().tools()));
        return made(out, made);
    }

    private static JsonWriter made(JsonWriter out, LivePattern.Made made) {
        return out.member("by", made.by()).member("at", made.at().toString()).member("because", made.because());
    }

    private static String words(LivePattern pattern) {
        LivePattern.Does does = pattern.does();
        List<String> near = pattern.pattern().near();
        return word(does.action()) + " " + pattern.pattern().text()
                + (near.isEmpty() ? "" : " near " + String.join(", ", near))
                + does.direction().map(way -> " in " + word(way)).orElse("")
                + (does.tools().isEmpty() ? "" : " of " + String.join(", ", does.tools()));
    }

    private static String by(LivePattern.Made made) {
        return "  (" + made.by() + ", " + made.at() + ": " + made.because() + ")";
    }

    private interface Work<T> {
        T on(LivePatterns live);
    }

    private <T> T with(Configured configured, Work<T> work) throws IOException {
        Configuration configuration = configured.configuration();
        OwnFolder.make(configuration.state());
        try (Store store = Store.open(Foundation.storeFile(configuration))) {
            return work.on(new LivePatterns(() -> store, System::nanoTime));
        }
    }

    private void say(String what) {
        spec.commandLine().getOut().println(what);
    }
}
