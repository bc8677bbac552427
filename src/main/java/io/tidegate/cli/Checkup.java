package io.tidegate.cli;

import io.tidegate.audit.TrailKey;
import io.tidegate.config.Configuration;
import io.tidegate.config.Endpoint;
import io.tidegate.control.Stop;
import io.tidegate.control.Stops;
import io.tidegate.crypto.KeyPurpose;
import io.tidegate.crypto.KeyRing;
import io.tidegate.crypto.KeysRefused;
import io.tidegate.detect.OwnData;
import io.tidegate.policy.CedarPolicies;
import io.tidegate.policy.Loaded;
import io.tidegate.policy.Problem;
import io.tidegate.relation.Relations;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Is all there that a gateway needs on this machine: policy, keys, disk, ports, a clock?
///
/// Changes nothing.
final class Checkup {
    private static final String NOBODY = "tidegate-doctor";
    private static final long SPACE_LOW = 1L << 30;
    private static final Duration CLOCK_SLACK = Duration.ofMinutes(2);
    private static final Instant BUILT_AFTER = Instant.parse("2026-07-01T00:00:00Z");

    private final Configuration configuration;
    private final InstantSource clock;

    /// One thing that was looked at.
    ///
    /// @param now what to do; empty where nothing is
    record Result(Level level, String what, String text, String now) {
        static Result ok(String what, String text) {
            return new Result(Level.OK, what, text, "");
        }

        static Result warn(String what, String text, String now) {
            return new Result(Level.WARN, what, text, now);
        }

        static Result fail(String what, String text, String now) {
            return new Result(Level.FAIL, what, text, now);
        }
    }

    /// How bad it is.
    enum Level {
        OK("ok"),
        WARN("warn"),
        FAIL("fail");

        private final String word;

        Level(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    Checkup(Configuration configuration, InstantSource clock) {
        this.configuration = configuration;
        this.clock = clock;
    }

    List<Result> policy() {
        List<Result> results = new ArrayList<>();
        switch (PolicyLoading.of(configuration)) {
            case Loaded.Ready(CedarPolicies policies, List<Problem> warnings) -> {
                warnings.forEach(warning -> results.add(
                        Result.warn("policy", warning.toString(), "change the policy so that it says what you mean")));
                results.add(
                        configuration.policy().isEmpty()
                                        && configuration.repository().isEmpty()
                                        && configuration.allow().isEmpty()
                                ? Result.warn(
                                        "policy",
                                        "there is none, so every call is refused",
                                        "say who may have what under `allow:`, or name Cedar files under `policy:`")
                                : Result.ok(
                                        "policy", "digest " + policies.digest().substring(0, 8)));
                cases(policies).ifPresent(results::add);
            }
            case Loaded.Broken(List<Problem> problems) ->
                problems.forEach(problem -> results.add(
                        Result.fail("policy", problem.toString(), "correct it: the gateway does not start with it")));
        }
        return results;
    }

    /// What `tidegate test` says; nothing where there are no cases.
    private Optional<Result> cases(CedarPolicies policies) {
        try {
            List<Cases.Result> all = new Cases(configuration, policies).run(Cases.files(configuration));
            long failed = all.stream().filter(one -> !one.passed()).count();
            return all.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            failed == 0
                                    ? Result.ok("cases", Count.of(all.size(), "case") + " of policies as expected")
                                    : Result.fail(
                                            "cases",
                                            failed + " of " + Count.of(all.size(), "case") + " failed",
                                            "see `tidegate test`"));
        } catch (IOException unreadable) {
            return Optional.of(Result.fail("cases", String.valueOf(unreadable.getMessage()), "check who owns them"));
        }
    }

    /// Whether each source answers, when it is asked about somebody whom nobody knows.
    List<Result> relations() {
        try (Relations relations = Configured.relations(configuration)) {
            return relations.troubles(NOBODY).entrySet().stream()
                    .map(one -> one.getValue().isEmpty()
                            ? Result.ok("relation " + one.getKey(), "its source answers")
                            : Result.fail(
                                    "relation " + one.getKey(),
                                    one.getValue(),
                                    "calls whose policies look at it are refused"))
                    .toList();
        } catch (IOException broken) {
            return List.of(Result.fail(
                    "relations",
                    String.valueOf(broken.getMessage()),
                    "correct it: the gateway does not start with it"));
        }
    }

    /// Whether the files of the organisation's own data can be used; nothing where there are no keys to read them with.
    Optional<Result> ownData() {
        Path folder = Foundation.keysFolder(configuration);
        if (configuration.data().own().isEmpty() || !KeyRing.missing(folder).isEmpty()) {
            return Optional.empty();
        }
        try {
            OwnData own = OwnDataLoading.of(
                    configuration.data(), () -> DataActions.own(KeyRing.open(folder, new SecureRandom())));
            return Optional.of(Result.ok("own data", Count.of(own.types().size(), "type") + " of data of your own"));
        } catch (IOException unusable) {
            return Optional.of(Result.fail(
                    "own data", String.valueOf(unusable.getMessage()), "the gateway does not start with it"));
        }
    }

    Result keys() {
        Path folder = Foundation.keysFolder(configuration);
        List<String> missing = KeyRing.missing(folder);
        if (missing.size() == KeyPurpose.values().length) {
            return Result.ok("keys", "none yet; they are made at the first start, in `" + folder + "`");
        }
        if (!missing.isEmpty() && missing.stream().allMatch(KeyRing::isNew)) {
            return Result.warn(
                    "keys",
                    "`" + folder + "` has no " + String.join(", ", missing),
                    "nothing, if it is of an earlier version: the next start makes it; else restore it from a copy");
        }
        if (!missing.isEmpty()) {
            return Result.fail(
                    "keys",
                    "`" + folder + "` has no " + String.join(", ", missing),
                    "restore it from a copy; else the next start makes a new one, and what the old one made is lost");
        }
        try {
            String ours = KeyRing.open(folder, new SecureRandom()).signer().keyId();
            Path trail = configuration.trail().directory();
            return TrailKey.idIn(trail)
                    .filter(theirs -> !theirs.equals(ours))
                    .map(theirs -> Result.fail(
                            "keys",
                            "the trail in `" + trail + "` is signed with key `" + theirs + "`, and the key ring has `"
                                    + ours + "`",
                            "restore the key, or move the trail's folder away to begin a new one"))
                    .orElseGet(() -> Result.ok("keys", "readable for you only; the trail is signed by key " + ours));
        } catch (KeysRefused refused) {
            return Result.fail("keys", String.valueOf(refused.getMessage()), "");
        } catch (IOException failed) {
            return Result.fail("keys", "`" + folder + "` or the trail can't be read", "check who owns them");
        }
    }

    Result stops() {
        var stops = new Stops(Foundation.stopsFile(configuration), System::nanoTime).now();
        return stops.isEmpty()
                ? Result.ok("stops", "nothing is stopped by hand")
                : Result.warn(
                        "stops",
                        "stopped by hand: "
                                + String.join(
                                        ", ",
                                        stops.stream().map(Stop::text).sorted().toList()),
                        "`tidegate stop remove`, when it may go on");
    }

    /// Room and the right to write, where the gateway writes.
    List<Result> disk() {
        List<Result> results = new ArrayList<>();
        results.add(disk("state", configuration.state()));
        results.add(disk("trail", configuration.trail().directory()));
        return results;
    }

    private Result disk(String what, Path wanted) {
        Path folder = wanted.toAbsolutePath();
        while (!Files.exists(folder) && folder.getParent() != null) {
            folder = folder.getParent();
        }
        try {
            long free = Files.getFileStore(folder).getUsableSpace();
            long needed = 2 * configuration.trail().segmentBytes();
            if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
                return Result.fail(what, "`" + folder + "` can't be written", "give the gateway's user the right to");
            }
            if (free < needed) {
                return Result.fail(what, size(free) + " free in `" + folder + "`", "free at least " + size(needed));
            }
            return free < SPACE_LOW
                    ? Result.warn(what, size(free) + " free in `" + folder + "`", "when it is full, calls are refused")
                    : Result.ok(what, "`" + wanted + "`, " + size(free) + " free");
        } catch (IOException failed) {
            return Result.fail(what, "`" + folder + "` can't be looked at", "check that the disk is there");
        }
    }

    private static String size(long bytes) {
        return bytes >= SPACE_LOW ? (bytes >> 30) + " GiB" : (bytes >> 20) + " MiB";
    }

    List<Result> ports() {
        boolean runs = trailInUse();
        List<Result> results = new ArrayList<>();
        results.add(port("listen", configuration.listen(), runs));
        results.add(port("admin", configuration.adminListen(), runs));
        return results;
    }

    private static Result port(String what, Endpoint endpoint, boolean runs) {
        if (endpoint.port() == 0) {
            return Result.ok(what, "any free port of " + endpoint.host());
        }
        InetSocketAddress address = new InetSocketAddress(endpoint.host(), endpoint.port());
        if (address.isUnresolved()) {
            return Result.fail(what, "`" + endpoint.host() + "` is no address of this machine", "change `listen`");
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(address);
            return Result.ok(what, endpoint + " is free");
        } catch (IOException taken) {
            return runs
                    ? Result.ok(what, endpoint + " is in use, and a gateway with this trail runs")
                    : Result.fail(what, endpoint + " can't be listened on", "stop what uses it, or change the port");
        }
    }

    private boolean trailInUse() {
        Path lock = configuration.trail().directory().resolve("lock");
        if (!Files.exists(lock)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
                FileLock held = channel.tryLock()) {
            return held == null;
        } catch (OverlappingFileLockException held) {
            return true; // by this very process
        } catch (IOException unknown) {
            return false;
        }
    }

    /// Whether the clock agrees with what was written before.
    Result clock() {
        Instant now = clock.instant();
        Optional<Instant> latest = latest(List.of(
                configuration.file(), Foundation.storeFile(configuration), Foundation.stopsFile(configuration)));
        if (now.isBefore(BUILT_AFTER)) {
            return Result.fail("clock", "it says " + now + ", before this program was made", "set the clock");
        }
        return latest.filter(time -> time.isAfter(now.plus(CLOCK_SLACK)))
                .map(time -> Result.warn(
                        "clock",
                        "it says " + now + ", and a file here was written " + time,
                        "set the clock: keys and tokens end by it"))
                .orElseGet(() -> Result.ok("clock", now.toString()));
    }

    private static Optional<Instant> latest(List<Path> files) {
        Instant latest = Instant.MIN;
        for (Path file : files) {
            try {
                Instant time = Files.getLastModifiedTime(file).toInstant();
                latest = time.isAfter(latest) ? time : latest;
            } catch (IOException _) {
                // not there yet: it says nothing about the clock
            }
        }
        return Optional.of(latest).filter(time -> !time.equals(Instant.MIN));
    }
}
