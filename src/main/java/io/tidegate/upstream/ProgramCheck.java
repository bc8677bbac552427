package io.tidegate.upstream;

import io.tidegate.config.PackageRun;
import io.tidegate.config.Server.Reach;
import io.tidegate.config.Server.Verify;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Is a server's process what the configuration says that it has to be? Checked before it is started, and again once it
/// has answered: what was changed in between is found, and then it was not trusted with a call yet.
///
/// Does not see what the program loads later, nor a script that is changed in place while a shell reads it.
final class ProgramCheck implements AutoCloseable {
    private final Reach.Run how;
    private final Verify verify;
    private final Optional<HeldFile> program;

    private ProgramCheck(Reach.Run how, Verify verify, Optional<HeldFile> program) {
        this.how = how;
        this.verify = verify;
        this.program = program;
    }

    /// @param environment of the process
    /// @throws LinkFailed if it is another, or that can't be found out
    static ProgramCheck before(Reach.Run how, Verify verify, Map<String, String> environment) throws LinkFailed {
        Optional<HeldFile> held = Optional.empty();
        try {
            if (verify.executable().isPresent()) {
                Path program = ProgramPlace.of(how)
                        .orElseThrow(
                                () -> new LinkFailed(LinkFailed.Why.GONE, "`" + how.command() + "` can't be started"));
                held = Optional.of(HeldFile.open(program));
            }
            ProgramCheck check = new ProgramCheck(how, verify, held);
            check.digests();
            check.integrity(environment);
            held = Optional.empty();
            return check;
        } catch (IOException unreadable) {
            throw new LinkFailed(
                    LinkFailed.Why.CHANGED, "what it is made of can't be checked: " + unreadable.getMessage());
        } finally {
            held.ifPresent(HeldFile::close);
        }
    }

    /// The command line that starts what was checked.
    List<String> command(List<String> command) {
        if (program.isEmpty()) {
            return command;
        }
        List<String> checked = new ArrayList<>(command);
        checked.set(0, program.get().path().toString());
        return checked;
    }

    /// @throws LinkFailed if it was changed since
    void again() throws LinkFailed {
        try {
            digests();
        } catch (IOException unreadable) {
            throw new LinkFailed(
                    LinkFailed.Why.CHANGED, "what it is made of can't be checked: " + unreadable.getMessage());
        }
    }

    private void digests() throws IOException, LinkFailed {
        if (program.isPresent()
                && !verify.executable()
                        .equals(Optional.of(FileDigest.of(program.get().path())))) {
            throw changed("the program `" + how.command() + "` has another digest than `verify.executable`");
        }
        for (Map.Entry<Path, String> file : verify.files().entrySet()) {
            if (!FileDigest.of(file.getKey()).equals(file.getValue())) {
                throw changed("`" + file.getKey() + "` has another digest than in `verify.files`");
            }
        }
    }

    private void integrity(Map<String, String> environment) throws IOException, LinkFailed {
        Optional<PackageRun> started = PackageRun.of(words());
        if (verify.integrity().isEmpty() || started.isEmpty()) {
            return;
        }
        switch (started.get().registry()) {
            case NPM -> {
                Path directory = how.directory().orElse(Path.of(""));
                Optional<String> differs = NpmPackage.of(started.get(), environment)
                        .differs(verify.integrity().get(), directory);
                if (differs.isPresent()) {
                    throw changed(differs.get());
                }
            }
            case OCI, PYPI -> {} // an image is checked by who starts it; the other is refused with the configuration
        }
    }

    private List<String> words() {
        List<String> words = new ArrayList<>(Reach.Run.open(how.arguments()));
        words.addFirst(how.command());
        return words;
    }

    private static LinkFailed changed(String what) {
        return new LinkFailed(LinkFailed.Why.CHANGED, what);
    }

    @Override
    public void close() {
        program.ifPresent(HeldFile::close);
    }
}
