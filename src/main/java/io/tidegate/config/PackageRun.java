package io.tidegate.config;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Does a command line start a package of a registry, and does it say which version? Goes by the launchers that MCP
/// servers are mostly started with; a launcher behind a shell or another program is not seen.
///
/// @param spec as it stands there, such as `@scope/server@1.2.3`
/// @param version where it is one version and no range or tag; for images, the digest
public record PackageRun(Registry registry, String spec, String name, Optional<String> version) {
    /// Where the package comes from.
    public enum Registry {
        NPM("name@1.2.3"),
        PYPI("name==1.2.3"),
        OCI("image@sha256:...");

        private final String pinned;

        Registry(String pinned) {
            this.pinned = pinned;
        }

        /// How one version is written.
        public String pinned() {
            return pinned;
        }
    }

    private static final Pattern NPM = Pattern.compile("((?:@[^/@]+/)?[^@]+)(?:@(.+))?");
    private static final Pattern NPM_VERSION = Pattern.compile("[0-9]+\\.[0-9]+\\.[0-9]+(?:[-+][A-Za-z0-9.+-]+)?");
    private static final Pattern PYPI =
            Pattern.compile("([A-Za-z0-9._-]+)(?:\\[[^\\]]*\\])?(?:(?:==|@)([0-9][A-Za-z0-9.!+_-]*))?.*");
    private static final Pattern OCI = Pattern.compile("([^@]+)(?:@(sha256:[0-9a-f]{64}))?");

    /// Options of `docker run` without a value of their own.
    private static final Set<String> OCI_FLAGS = Set.of(
            "-i",
            "-t",
            "-d",
            "-P",
            "-q",
            "-it",
            "-ti",
            "--interactive",
            "--tty",
            "--rm",
            "--init",
            "--privileged",
            "--read-only",
            "--detach",
            "--publish-all",
            "--quiet",
            "--no-healthcheck",
            "--oom-kill-disable");

    private static final Set<String> NPM_NAMED = Set.of("-p", "--package");
    private static final Set<String> PYPI_NAMED = Set.of("--from", "--spec");
    private static final Set<String> PYPI_VALUES = Set.of("--with", "--python", "-p", "--index-url", "--index");

    /// What these words start, if it is a package.
    public static Optional<PackageRun> of(List<String> words) {
        String program = words.getFirst().replaceFirst(".*[/\\\\]", "").replaceFirst("[.](exe|cmd)$", "");
        List<String> rest = words.subList(1, words.size());
        return switch (program) {
            case "npx", "bunx", "pnpx" -> npm(rest);
            case "npm" -> after(rest, Set.of("exec", "x")).flatMap(PackageRun::npm);
            case "pnpm", "yarn" -> after(rest, Set.of("dlx")).flatMap(PackageRun::npm);
            case "uvx" -> pypi(rest);
            case "uv" ->
                after(rest, Set.of("tool"))
                        .flatMap(more -> after(more, Set.of("run")))
                        .flatMap(PackageRun::pypi);
            case "pipx" -> after(rest, Set.of("run")).flatMap(PackageRun::pypi);
            case "docker", "podman", "nerdctl" -> after(rest, Set.of("run")).flatMap(PackageRun::oci);
            default -> Optional.empty();
        };
    }

    private static Optional<List<String>> after(List<String> words, Set<String> verbs) {
        return !words.isEmpty() && verbs.contains(words.getFirst())
                ? Optional.of(words.subList(1, words.size()))
                : Optional.empty();
    }

    private static Optional<PackageRun> npm(List<String> words) {
        return spec(words, NPM_NAMED, Set.of("-c", "--call")).map(spec -> {
            Matcher parts = NPM.matcher(spec);
            boolean plain = parts.matches();
            Optional<String> version = plain
                    ? Optional.ofNullable(parts.group(2))
                            .filter(text -> NPM_VERSION.matcher(text).matches())
                    : Optional.empty();
            return new PackageRun(Registry.NPM, spec, plain ? parts.group(1) : spec, version);
        });
    }

    private static Optional<PackageRun> pypi(List<String> words) {
        return spec(words, PYPI_NAMED, PYPI_VALUES).map(spec -> {
            Matcher parts = PYPI.matcher(spec);
            boolean plain = parts.matches();
            return new PackageRun(
                    Registry.PYPI,
                    spec,
                    plain ? parts.group(1) : spec,
                    plain ? Optional.ofNullable(parts.group(2)) : Optional.empty());
        });
    }

    private static Optional<PackageRun> oci(List<String> words) {
        for (int at = 0; at < words.size(); at++) {
            String word = words.get(at);
            if (!word.startsWith("-")) {
                Matcher parts = OCI.matcher(word);
                boolean plain = parts.matches();
                return Optional.of(new PackageRun(
                        Registry.OCI,
                        word,
                        plain ? parts.group(1) : word,
                        plain ? Optional.ofNullable(parts.group(2)) : Optional.empty()));
            }
            if (!word.contains("=") && !OCI_FLAGS.contains(word)) {
                at++; // its value
            }
        }
        return Optional.empty();
    }

    /// The package that an option names, else the first word that is no option.
    private static Optional<String> spec(List<String> words, Set<String> named, Set<String> values) {
        Optional<String> first = Optional.empty();
        for (int at = 0; at < words.size() && first.isEmpty(); at++) {
            String word = words.get(at);
            int equals = word.indexOf('=');
            String option = equals < 0 ? word : word.substring(0, equals);
            if (named.contains(option)) {
                return equals >= 0
                        ? Optional.of(word.substring(equals + 1))
                        : Optional.of(at + 1 < words.size() ? words.get(at + 1) : "");
            }
            if (!word.startsWith("-")) {
                first = Optional.of(word);
            } else if (values.contains(word)) {
                at++; // its value
            }
        }
        return first;
    }
}
