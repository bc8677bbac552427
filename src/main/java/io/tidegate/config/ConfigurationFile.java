package io.tidegate.config;

import io.tidegate.config.ConfigurationResult.ConfigurationFaults;
import io.tidegate.config.ConfigurationResult.Loaded;
import io.tidegate.secret.SecretManagers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads a configuration file. Whatever the file holds, there is a result; nothing is guessed or half taken.
public final class ConfigurationFile {
    private static final int DIGEST_DIGITS = 16;

    private ConfigurationFile() {}

    /// Reads the file, and the secrets that it refers to. A server whose secrets are not there has the reach
    /// `Nowhere`; all else that is wrong makes the whole file wrong. A pipe or a device is none: it could keep its
    /// reader waiting for ever, and with it every later change.
    public static ConfigurationResult load(Path file, Environment environment) {
        return load(file, Optional.empty(), environment);
    }

    /// Reads the file of a tenant, in the same way. What all share is the host's.
    ///
    /// @param host what is in force for the host
    public static ConfigurationResult load(Tenant tenant, Configuration host, Environment environment) {
        return load(tenant.file(), Optional.of(new Shape.Tenanted(tenant, host)), environment);
    }

    private static ConfigurationResult load(Path file, Optional<Shape.Tenanted> tenant, Environment environment) {
        Path absolute = file.toAbsolutePath().normalize();
        if (Files.exists(absolute) && !Files.isRegularFile(absolute)) {
            return unreadable(absolute, "this is not a file");
        }
        try (InputStream in = Files.newInputStream(absolute)) {
            ConfigurationResult result = read(absolute, in.readNBytes(YamlText.BYTES_MAX + 1), tenant, environment);
            return leadsAway(absolute) ? silent(result) : result;
        } catch (IOException _) {
            return unreadable(absolute, Files.exists(absolute) ? "the file cannot be read" : "there is no such file");
        }
    }

    /// Whether the file is a link to another folder: then it may be a file that whoever wrote the link can't read.
    private static boolean leadsAway(Path file) throws IOException {
        Path folder = file.getParent();
        return Files.isSymbolicLink(file)
                && folder != null
                && !file.toRealPath().startsWith(folder.toRealPath());
    }

    /// The same mistakes without a word of what the file says.
    private static ConfigurationResult silent(ConfigurationResult result) {
        return switch (result) {
            case Loaded loaded -> loaded;
            case ConfigurationFaults(List<Fault> faults, List<Path> watched) ->
                new ConfigurationFaults(
                        faults.stream()
                                .map(fault -> new Fault(
                                        fault.file(),
                                        fault.line(),
                                        "",
                                        "something is wrong here; the file is a link to another folder, so what it"
                                                + " says is not shown",
                                        "name the file itself to see more"))
                                .distinct()
                                .toList(),
                        watched);
        };
    }

    private static ConfigurationResult unreadable(Path file, String why) {
        Fault fault = new Fault(file, 1, "", why, "`tidegate init` writes one");
        return new ConfigurationFaults(List.of(fault), List.of(file));
    }

    /// The same for bytes that were read from `file` before. A secrets manager is asked only for a file in which
    /// nothing else is wrong.
    public static ConfigurationResult read(Path file, byte[] bytes, Environment environment) {
        return read(file, bytes, Optional.empty(), environment);
    }

    private static ConfigurationResult read(
            Path file, byte[] bytes, Optional<Shape.Tenanted> tenant, Environment environment) {
        SecretManagers unasked = SecretManagers.unasked();
        ConfigurationResult first = readOnce(file, bytes, tenant, environment.with(unasked));
        boolean whole = first instanceof Loaded
                && (unasked.isWanted() || environment.managers().isUsed());
        return whole ? readOnce(file, bytes, tenant, environment) : first;
    }

    private static ConfigurationResult readOnce(
            Path file, byte[] bytes, Optional<Shape.Tenanted> tenant, Environment environment) {
        Path absolute = file.toAbsolutePath().normalize();
        Place.Reading reading = new Place.Reading(absolute, environment);
        reading.watched().add(absolute);
        Optional<Configuration> configuration =
                switch (YamlText.read(bytes)) {
                    case YamlText.Outcome.Read(Tree tree) ->
                        Shape.of(new Shape.Source(absolute, digest(bytes), tenant))
                                .read(tree, Place.top(reading));
                    case YamlText.Outcome.Unreadable(int line, String why, String help) -> {
                        reading.faults().add(new Fault(absolute, line, "", why, help));
                        yield Optional.empty();
                    }
                };
        if (configuration.isPresent()) {
            Configuration whole = configuration.get().found(reading.remarks(), reading.uses());
            return new Loaded(
                    tenant.map(its -> whole.of(its.tenant(), its.host())).orElse(whole), reading.watched());
        }
        List<Fault> faults = Stream.concat(reading.missing().stream(), reading.faults().stream())
                .sorted(Comparator.comparingInt(Fault::line))
                .toList();
        return new ConfigurationFaults(faults, reading.watched());
    }

    /// The shape of the file as JSON Schema 2020-12, in the order it is published in.
    public static Map<String, Object> schema() {
        Map<String, Object> schema = Types.ordered(
                "$schema", "https://json-schema.org/draft/2020-12/schema",
                "title", "Tidegate's configuration",
                "description", "Generated from the code that reads the file. All keys are optional.");
        schema.putAll(Shape.of(new Shape.Source(Path.of("tidegate.yaml"), "", Optional.empty()))
                .schema());
        return schema;
    }

    /// The digest of these bytes, as `Configuration.digest` has it.
    static String digest(byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(hash).substring(0, DIGEST_DIGITS);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
