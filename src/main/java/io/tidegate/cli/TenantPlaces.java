package io.tidegate.cli;

import io.tidegate.audit.TrailKey;
import io.tidegate.config.Configuration;
import io.tidegate.crypto.KeyRing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Has each of these a state, a trail, keys and an address of its own? Folders are compared by where they really are,
/// whatever links lead there, and whether the disk tells capital letters from small ones or not; neither may lie in
/// another's.
///
/// Does not see what somebody makes of a folder after it was looked at.
final class TenantPlaces {
    private TenantPlaces() {}

    /// What is wrong with each of them beside the others; those that are not in it are alone where they are.
    ///
    /// @param all by name, the host too
    static Map<String, String> troubles(Map<String, Configuration> all) {
        Map<String, Seen> seen = new LinkedHashMap<>();
        all.forEach((name, configuration) -> seen.put(name, new Seen(folders(configuration), key(configuration))));
        Map<String, String> troubles = new LinkedHashMap<>();
        seen.forEach((name, mine) -> seen.forEach((other, theirs) -> {
            if (!name.equals(other)) {
                trouble(mine, whose(other), theirs).ifPresent(trouble -> troubles.putIfAbsent(name, trouble));
            }
        }));
        all.forEach((name, configuration) ->
                sharedAddress(name, configuration, all).ifPresent(trouble -> troubles.putIfAbsent(name, trouble)));
        troubles.remove(Shared.HOST);
        return troubles;
    }

    private static String whose(String name) {
        return name.equals(Shared.HOST) ? "the host" : "another tenant";
    }

    /// What is wrong where one says that it is reached where another is: a token for one would be one for the other.
    ///
    /// @param all those that it may share with, by name; itself among them or not
    static Optional<String> sharedAddress(String name, Configuration mine, Map<String, Configuration> all) {
        return all.entrySet().stream()
                .filter(other -> !other.getKey().equals(name))
                .filter(other -> address(mine).isPresent() && address(mine).equals(address(other.getValue())))
                .findFirst()
                .map(other -> "`public-url` is also that of " + whose(other.getKey())
                        + ", so a token for one would be taken by both: write the address that clients call it by");
    }

    /// The address that tokens are for, where a file says it. Of a tenant that has a path, the path tells it apart.
    private static Optional<String> address(Configuration configuration) {
        boolean hasPath = configuration
                .tenancy()
                .filter(tenancy -> tenancy.tenant().host().isEmpty())
                .isPresent();
        return hasPath
                ? Optional.empty()
                : configuration.publicUrl().map(url -> url.toString().toLowerCase(Locale.ROOT));
    }

    /// What one has.
    private record Seen(List<Path> folders, Optional<String> key) {}

    private static Optional<String> trouble(Seen mine, String whose, Seen theirs) {
        for (Path own : mine.folders()) {
            for (Path foreign : theirs.folders()) {
                if (isWithin(own, foreign) || isWithin(foreign, own)) {
                    return Optional.of("`" + own + "` is also a folder of " + whose
                            + ", or within one, or around it: give each a `state` and a `trail` of its own");
                }
            }
        }
        return mine.key().isPresent() && mine.key().equals(theirs.key())
                ? Optional.of("its keys are those of " + whose
                        + ": a copied folder is no new tenant; begin with an empty `state` and `trail`")
                : Optional.empty();
    }

    private static List<Path> folders(Configuration configuration) {
        return List.of(configuration.state(), configuration.trail().directory());
    }

    /// The id of the key that signs its trail: of its key ring, or as the trail says where keys are yet to be made.
    private static Optional<String> key(Configuration configuration) {
        try {
            Path folder = Foundation.keysFolder(configuration);
            return KeyRing.missing(folder).isEmpty()
                    ? Optional.of(
                            KeyRing.open(folder, new SecureRandom()).signer().keyId())
                    : TrailKey.idIn(configuration.trail().directory());
        } catch (IOException unreadable) {
            return Optional.empty(); // then it can't be opened either
        }
    }

    private static boolean isWithin(Path inner, Path outer) {
        List<Path> above = new ArrayList<>();
        for (Path at = real(inner); at != null; at = at.getParent()) {
            above.add(at);
        }
        Path whole = real(outer);
        return above.stream().anyMatch(at -> isSame(at, whole));
    }

    private static boolean isSame(Path one, Path other) {
        if (one.toString().toLowerCase(Locale.ROOT).equals(other.toString().toLowerCase(Locale.ROOT))) {
            return true;
        }
        try {
            return Files.exists(one) && Files.exists(other) && Files.isSameFile(one, other);
        } catch (IOException unreadable) {
            return false; // then it can't be opened either
        }
    }

    /// Where it really is, or will be: its parents may be links, and it may not be there yet.
    private static Path real(Path folder) {
        Path whole = folder.toAbsolutePath().normalize();
        Path there = whole;
        while (there.getParent() != null && !Files.exists(there)) {
            there = there.getParent();
        }
        try {
            return there.toRealPath().resolve(there.relativize(whole)).normalize();
        } catch (IOException unreadable) {
            return whole; // then it can't be opened either
        }
    }
}
