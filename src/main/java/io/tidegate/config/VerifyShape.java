package io.tidegate.config;

import io.tidegate.secret.Setting;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The shape of `servers.NAME.verify`: what a server's process has to be, checked before each start.
final class VerifyShape {
    private static final Type<String> SHA256 =
            Types.form("sha256:[0-9a-f]{64}", "a digest: `sha256:` and 64 hexadecimal digits, in small letters");
    private static final Type<String> INTEGRITY = Types.form(
            "sha512-[A-Za-z0-9+/]{86}==|sha256:[0-9a-f]{64}",
            "what npm calls integrity (`sha512-...`), or an image's digest (`sha256:...`)");

    private VerifyShape() {}

    private record Said(Optional<String> executable, Optional<String> integrity, Map<String, String> files) {}

    private static final Section<Said> SAID = new Section<>(s -> {
        Key<String> executable = s.optional("executable", SHA256, "The digest of the program that `run` names.");
        Key<String> integrity =
                s.optional("integrity", INTEGRITY, "Of the package that `run` starts: npm's, or an image's digest.");
        Key<Map<String, String>> files = s.with(
                "files",
                Types.map("[^\\x00-\\x1f]{1,1024}", "a path", SHA256, 64),
                "{}",
                "Digests of other files and whole folders that it is made of; `tidegate pin` shows them.");
        return values -> new Said(values.find(executable), values.find(integrity), values.get(files));
    });

    static final Type<Server.Verify> TYPE = new Type<>() {
        @Override
        public Optional<Server.Verify> read(Tree tree, Place place) {
            return SAID.read(tree, place).map(said -> {
                Map<Path, String> files = new LinkedHashMap<>();
                said.files().forEach((path, digest) -> files.put(place.resolve(Path.of(path)), digest));
                return new Server.Verify(said.executable(), said.integrity(), files);
            });
        }

        @Override
        public Map<String, Object> schema() {
            return SAID.schema();
        }
    };

    /// Warns of packages of whichever version is newest, and refuses what can't be checked.
    static void check(Values values, Place place, Key<List<Setting>> run, Key<Server.Verify> verify) {
        Optional<PackageRun> started =
                values.find(run).map(Server.Reach.Run::open).flatMap(PackageRun::of);
        Place at = place.key("run", values.line(run));
        started.filter(its -> its.version().isEmpty())
                .ifPresent(its -> at.remark(
                        "starts whichever version of " + Quoted.quoted(its.name()) + " there is then",
                        "name one version: " + its.registry().pinned()));
        Optional<String> integrity = values.find(verify).flatMap(Server.Verify::integrity);
        if (integrity.isEmpty()) {
            return;
        }
        Place stated = place.key("verify", values.line(verify)).key("integrity", values.line(verify));
        if (started.isEmpty()) {
            stated.misplaced("is of a package, and `run` starts none that is known", "use `executable` or `files`");
        } else if (started.get().version().isEmpty()) {
            stated.misplaced(
                    "is of one version",
                    "name it in `run`: " + started.get().registry().pinned());
        } else {
            judge(started.get(), integrity.get(), stated);
        }
    }

    private static void judge(PackageRun started, String integrity, Place stated) {
        switch (started.registry()) {
            case NPM -> {
                if (!integrity.startsWith("sha512-")) {
                    stated.misplaced("is not npm's", "`npm view " + started.spec() + " dist.integrity` says it");
                }
            }
            case PYPI ->
                stated.misplaced(
                        "can't be checked for packages of PyPI before they are started",
                        "install it, start the installed program, and put its folder into `verify.files`");
            case OCI -> {
                if (!started.version().equals(Optional.of(integrity))) {
                    stated.wrong("`run` starts another image", "both have to be the same digest");
                }
            }
        }
    }
}
