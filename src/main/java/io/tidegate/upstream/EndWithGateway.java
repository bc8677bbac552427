package io.tidegate.upstream;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does a server end when the gateway does, however that ends? A shell of its own waits beside each server until the
/// gateway lets go of a pipe, and then ends what is left of the server and of what it started.
///
/// Where there is the program `setsid` (Linux), the server leads a session of its own, and all that stays in its group
/// is found. Elsewhere (macOS) what is found are the server's descendants at that moment: what has lost its parent by
/// then is not. It does not confine: a process that leaves on purpose goes free. A gateway that is killed in the few
/// milliseconds between a server's start and its shell's leaves that server to itself.
final class EndWithGateway implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EndWithGateway.class);
    private static final Path SHELL = Path.of("/bin/sh");
    private static final List<Path> SETSID = List.of(Path.of("/usr/bin/setsid"), Path.of("/bin/setsid"));

    /// Plain POSIX. A second for those that end with their input, one after SIGTERM, then SIGKILL.
    private static final String WAIT_AND_END = """
            server=$1
            trap '' HUP INT QUIT TERM
            while read -r _; do :; done

            processes() {
              if [ -r /proc/self/stat ]; then
                for file in /proc/[0-9]*/stat; do
                  read -r line <"$file" || continue
                  rest=${line##*) }
                  rest=${rest#* }
                  echo "${line%% *} ${rest%% *}"
                done
              else
                ps -A -o pid= -o ppid=
              fi
            }

            all=$(processes)
            family=" $server "
            known=
            while [ "$family" != "$known" ]; do
              known=$family
              while read -r process parent; do
                case $family in
                  *" $process "*) ;;
                  *" $parent "*) family="$family$process " ;;
                esac
              done <<TABLE
            $all
            TABLE
            done

            tell() {
              told=no
              kill -s "$1" -- "-$server" && told=yes
              for process in $family; do
                kill -s "$1" "$process" && told=yes
              done
              [ "$told" = yes ]
            }

            tell 0 || exit 0
            sleep 1
            tell TERM || exit 0
            sleep 1
            tell KILL
            """;

    private final Optional<Process> shell;

    private EndWithGateway(Optional<Process> shell) {
        this.shell = shell;
    }

    /// The command line that starts the same program as the leader of a session of its own, where that can be done.
    /// What can't be started stays as it is, so that the failure is told as it was.
    ///
    /// @param searched the folders in which a program without a path is looked for
    static List<String> leading(List<String> command, Optional<Path> directory, String searched) {
        Optional<Path> leader = SETSID.stream().filter(Files::isExecutable).findFirst();
        Optional<Path> program = ProgramPlace.of(command.getFirst(), directory, searched);
        if (leader.isEmpty() || program.isEmpty()) {
            return command;
        }
        List<String> led = new ArrayList<>(command);
        led.set(0, program.get().toString());
        led.addFirst(leader.get().toString());
        return led;
    }

    /// From now on `server` ends with this process, or when this is closed.
    static EndWithGateway watch(Process server) {
        ProcessBuilder builder = new ProcessBuilder(leading(
                List.of(SHELL.toString(), "-c", WAIT_AND_END, "tidegate-waits", Long.toString(server.pid())),
                Optional.empty(),
                ""));
        String path = builder.environment().getOrDefault("PATH", "/usr/bin:/bin");
        builder.environment().clear();
        builder.environment().putAll(Map.of("PATH", path));
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD);
        try {
            return new EndWithGateway(Optional.of(builder.start()));
        } catch (IOException missing) {
            LOG.warn("there is no {} here: a server that does not end with its input outlives a killed gateway", SHELL);
            return new EndWithGateway(Optional.empty());
        }
    }

    /// Lets go: whatever of the server is left is ended now, by the shell.
    @Override
    public void close() {
        shell.ifPresent(waiting -> {
            try {
                waiting.getOutputStream().close();
            } catch (IOException gone) {
                LOG.debug("the shell that waited has ended");
            }
        });
    }
}
