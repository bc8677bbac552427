package io.tidegate.config;

import io.tidegate.secret.Secret;
import io.tidegate.secret.SecretRef;
import io.tidegate.secret.SecretSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Where in the file a value is being read, and where its mistakes are collected.
final class Place {
    private final Reading reading;
    private final String path;
    private final String key;
    private final int line;

    private Place(Reading reading, String path, String key, int line) {
        this.reading = reading;
        this.path = path;
        this.key = key;
        this.line = line;
    }

    /// One reading of one file: what it may look at and what it found.
    record Reading(
            Path file,
            SecretSource secrets,
            Environment environment,
            List<Fault> faults,
            List<Fault> missing,
            List<Fault> remarks,
            List<SharedSecrets.Use> uses,
            List<Path> watched) {
        Reading(Path file, Environment environment) {
            this(
                    file,
                    source(file, environment),
                    environment,
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new ArrayList<>());
        }

        private static SecretSource source(Path file, Environment environment) {
            Path parent = file.toAbsolutePath().normalize().getParent();
            return new SecretSource(
                    environment.variables(), parent == null ? file.toAbsolutePath() : parent, environment.managers());
        }
    }

    /// The top of a file.
    static Place top(Reading reading) {
        return new Place(reading, "", "", 1);
    }

    /// The place of a key below this one.
    Place key(String name, int at) {
        return new Place(reading, path.isEmpty() ? name : path + "." + name, name, at);
    }

    /// The place of an item of the list at this one.
    Place item(int at) {
        return new Place(reading, path, key, at);
    }

    /// Notes a mistake in the value here: `path: what; help`.
    void wrong(String what, String help) {
        note(path.isEmpty() ? what : path + ": " + what, help);
    }

    /// Notes a mistake of the key itself: `path what; help`.
    void misplaced(String what, String help) {
        note((path.isEmpty() ? "the file" : path) + " " + what, help);
    }

    /// Notes a secret that is not there. It is no mistake of the file: what needs it goes without, if it can.
    ///
    /// @param withdrawn whether it was taken back
    void missing(String what, boolean withdrawn) {
        Fault.Kind kind = withdrawn ? Fault.Kind.WITHDRAWN : Fault.Kind.MISSING;
        reading.missing.add(new Fault(reading.file, line, path, path + ": " + what, "", kind));
    }

    /// Notes what is taken as it is, and had better be otherwise.
    void remark(String what, String help) {
        reading.remarks.add(new Fault(reading.file, line, path, path + " " + what, help, Fault.Kind.REMARK));
    }

    /// A remark about what stands here, without a word yet.
    Fault remarked() {
        return new Fault(reading.file, line, path, "", "", Fault.Kind.REMARK);
    }

    /// The reference as it means the same in every file.
    SecretRef whole(SecretRef reference) {
        return reference instanceof SecretRef.FromFile file
                ? new SecretRef.FromFile(reading.secrets.locate(file))
                : reference;
    }

    /// The uses of secrets that were read so far.
    List<SharedSecrets.Use> uses() {
        return List.copyOf(reading.uses);
    }

    /// The secrets that were found missing, so far.
    List<Fault> missing() {
        return List.copyOf(reading.missing);
    }

    private void note(String message, String help) {
        reading.faults.add(new Fault(reading.file, line, path, message, help));
    }

    /// The keys from the top to here, with dots between.
    String path() {
        return path;
    }

    /// The last key of the path.
    String key() {
        return key;
    }

    int line() {
        return line;
    }

    int faults() {
        return reading.faults.size();
    }

    Environment environment() {
        return reading.environment;
    }

    Path resolve(Path relative) {
        return reading.secrets.base().resolve(relative).normalize();
    }

    /// Asks for a change of this file or folder to be watched.
    void watch(Path watched) {
        reading.watched.add(watched);
    }

    /// Notes that a secret is used here that was read in another way.
    ///
    /// @param same what it has in common with the same secret elsewhere
    void uses(SecretRef reference, Secret same) {
        reading.uses.add(new SharedSecrets.Use(this, reference, new SecretSource.Fetched.Found(same)));
    }

    /// Fetches a secret; a file is watched whether it is there or not.
    SecretSource.Fetched fetch(SecretRef reference) {
        if (reference instanceof SecretRef.FromFile file) {
            watch(reading.secrets.locate(file));
        }
        SecretSource.Fetched fetched = reading.secrets.fetch(reference);
        reading.uses.add(new SharedSecrets.Use(this, reference, fetched));
        return fetched;
    }
}
