package io.tidegate.upstream;

import io.tidegate.config.PackageRun;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.JsonValue;
import io.tidegate.json.MalformedJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/// Is the package that `npx` will start the one that was published? Looks at what npm has on this machine, and asks
/// nobody: the tarball in npm's cache must have the integrity, the installed files must be those in it, and the
/// links by which npx starts it must lead to them.
///
/// It says nothing of the package's dependencies: a digest of the whole `node_modules` does (`verify.files`).
public record NpmPackage(Path cache, String spec, String name, String version) {
    private static final int TARBALL_BYTES_MAX = 64 << 20;
    private static final int UNPACKED_BYTES_MAX = 256 << 20;
    private static final int BLOCK = 512;

    /// @param environment of the process that starts it
    public static NpmPackage of(PackageRun started, Map<String, String> environment) {
        String home = environment.getOrDefault("HOME", System.getProperty("user.home"));
        String cache = environment.getOrDefault("npm_config_cache", home + "/.npm");
        return new NpmPackage(
                Path.of(cache),
                started.spec(),
                started.name(),
                started.version().orElse(""));
    }

    /// Where npx puts what it starts: a folder named by what it was asked for (npm 7 and newer).
    public Path folder() {
        byte[] hash = sha512().digest(spec.getBytes(StandardCharsets.UTF_8));
        return cache.resolve("_npx").resolve(HexFormat.of().formatHex(hash).substring(0, 16));
    }

    private Path installed() {
        return folder().resolve("node_modules").resolve(name);
    }

    /// What npm noted when it installed the package.
    public Optional<String> noted() throws IOException {
        Path lock = folder().resolve("node_modules/.package-lock.json");
        if (!Files.isRegularFile(lock)) {
            return Optional.empty();
        }
        try {
            JsonValue root = JsonDocument.parse(Files.readAllBytes(lock), JsonLimits.EXAMINED)
                    .root();
            Optional<JsonValue> entry = object(Optional.of(root))
                    .flatMap(all -> object(all.get("packages")))
                    .flatMap(packages -> object(packages.get("node_modules/" + name)));
            return entry.filter(its -> its.string("version").equals(Optional.of(version)))
                    .flatMap(its -> its.string("integrity"));
        } catch (MalformedJson damaged) {
            return Optional.empty();
        }
    }

    private static Optional<JsonValue> object(Optional<JsonValue> value) {
        return value.filter(found -> found.is(JsonKind.OBJECT));
    }

    /// Says why it is not that package; nothing where it is.
    Optional<String> differs(String integrity, Path directory) throws IOException {
        for (Path folder = directory.toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("node_modules").resolve(name))) {
                return Optional.of("`" + folder + "` has a package of that name, which npx takes instead");
            }
        }
        Optional<String> noted = noted();
        if (noted.isEmpty()) {
            return Optional.of("`" + spec + "` is not installed in npm's cache; start it once by hand");
        }
        if (!noted.get().equals(integrity)) {
            return Optional.of("npm has installed another package as `" + spec + "`");
        }
        byte[] digest = Base64.getDecoder().decode(integrity.substring("sha512-".length()));
        String hex = HexFormat.of().formatHex(digest);
        Path tarball = cache.resolve("_cacache/content-v2/sha512")
                .resolve(hex.substring(0, 2))
                .resolve(hex.substring(2, 4))
                .resolve(hex.substring(4));
        if (!Files.isRegularFile(tarball) || Files.size(tarball) > TARBALL_BYTES_MAX) {
            return Optional.of("npm's cache has no tarball of `" + spec + "`: `npm cache add " + spec + "` fetches it");
        }
        byte[] packed = Files.readAllBytes(tarball);
        if (!MessageDigest.isEqual(sha512().digest(packed), digest)) {
            return Optional.of("the tarball of `" + spec + "` in npm's cache was changed");
        }
        Map<String, byte[]> published = unpacked(packed);
        Optional<JsonValue> manifest = manifest(published);
        Optional<String> file = filesDiffer(published);
        return file.isPresent() ? file : linksDiffer(commands(manifest));
    }

    private static Optional<JsonValue> manifest(Map<String, byte[]> published) throws IOException {
        try {
            return Optional.of(
                    JsonDocument.parse(published.getOrDefault("package.json", new byte[0]), JsonLimits.EXAMINED)
                            .root());
        } catch (MalformedJson unreadable) {
            throw new IOException("its `package.json` can't be read", unreadable);
        }
    }

    /// The commands that the package says it has, each with its file (npm, package.json, `bin`).
    private Map<String, String> commands(Optional<JsonValue> manifest) {
        Optional<JsonValue> said = object(manifest).flatMap(its -> its.get("bin"));
        Map<String, String> commands = new HashMap<>();
        said.filter(bin -> bin.is(JsonKind.STRING)).ifPresent(bin -> commands.put(last(name), bin.text()));
        object(said).ifPresent(bin -> bin.members().forEach(member -> {
            if (member.value().is(JsonKind.STRING)) {
                commands.put(last(member.name().text()), member.value().text());
            }
        }));
        return commands;
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /// Whatever lies in that folder comes before all else that has its name, also before what runs the package.
    private Optional<String> linksDiffer(Map<String, String> commands) throws IOException {
        Path modules = folder().resolve("node_modules").toRealPath();
        Path links = modules.resolve(".bin");
        for (Map.Entry<String, String> command : commands.entrySet()) {
            Path link = links.resolve(command.getKey());
            Path file = modules.resolve(name).resolve(command.getValue()).normalize();
            if (!target(link).equals(Optional.of(file))) {
                return Optional.of("`.bin/" + command.getKey() + "` does not lead to what `" + spec + "` has there");
            }
        }
        try (Stream<Path> all = Files.isDirectory(links) ? Files.list(links) : Stream.<Path>empty()) {
            for (Path link : all.toList()) {
                if (target(link).filter(file -> file.startsWith(modules)).isEmpty()) {
                    return Optional.of("`.bin/" + link.getFileName() + "` beside the package `" + spec
                            + "` is no link into a package");
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Path> target(Path link) throws IOException {
        return Files.isSymbolicLink(link) && Files.exists(link) ? Optional.of(link.toRealPath()) : Optional.empty();
    }

    private Optional<String> filesDiffer(Map<String, byte[]> published) throws IOException {
        Path installed = installed();
        try (Stream<Path> walk = Files.walk(installed)) {
            for (Path file : walk.filter(each -> !Files.isDirectory(each)).toList()) {
                String path = installed.relativize(file).toString().replace('\\', '/');
                byte[] was = published.remove(path);
                boolean another = was == null && path.startsWith("node_modules/"); // npm puts dependencies there too
                if (!another
                        && (was == null
                                || Files.isSymbolicLink(file)
                                || !Arrays.equals(was, Files.readAllBytes(file)))) {
                    return Optional.of("`" + path + "` in the package `" + spec + "` is not as it was published");
                }
            }
        }
        return published.isEmpty()
                ? Optional.empty()
                : Optional.of("files of the package `" + spec + "` are missing where it is installed");
    }

    /// The ordinary files of a tarball, without the folder that all are in (POSIX.1, ustar; pax headers are passed
    /// over).
    private static Map<String, byte[]> unpacked(byte[] tgz) throws IOException {
        Map<String, byte[]> files = new HashMap<>();
        long left = UNPACKED_BYTES_MAX;
        String longer = "";
        try (InputStream tar = new GZIPInputStream(new ByteArrayInputStream(tgz))) {
            for (byte[] head = tar.readNBytes(BLOCK);
                    head.length == BLOCK && head[0] != 0;
                    head = tar.readNBytes(BLOCK)) {
                long size = number(head, 124, 12);
                left -= size;
                if (size < 0 || left < 0) {
                    throw new IOException("the tarball holds too much");
                }
                byte[] content = tar.readNBytes((int) size);
                tar.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
                String prefix = text(head, 345, 155);
                String name = longer.isEmpty() ? (prefix.isEmpty() ? "" : prefix + "/") + text(head, 0, 100) : longer;
                longer = head[156] == 'x' ? pax(content) : "";
                if (head[156] == '0' || head[156] == 0) {
                    files.put(name.substring(name.indexOf('/') + 1), content);
                }
            }
        }
        return files;
    }

    /// The name that a pax header gives the next file.
    private static String pax(byte[] header) {
        return new String(header, StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .filter(record -> record.startsWith("path="))
                .map(record -> record.substring(5))
                .findFirst()
                .orElse("");
    }

    private static String text(byte[] head, int at, int length) {
        int end = at;
        while (end < at + length && head[end] != 0) {
            end++;
        }
        return new String(head, at, end - at, StandardCharsets.UTF_8);
    }

    private static long number(byte[] head, int at, int length) throws IOException {
        String digits = text(head, at, length).strip();
        if (!digits.matches("[0-7]{0,12}")) {
            throw new IOException("the tarball can't be read");
        }
        return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    }

    private static MessageDigest sha512() {
        try {
            return MessageDigest.getInstance("SHA-512");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-512", impossible);
        }
    }
}
