package io.tidegate.guard;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Is a command one that the operator allowed, whichever shell reads it, or none?
///
/// Every word has to be of characters that stand for themselves in a POSIX shell, in `cmd.exe` and in PowerShell, also
/// where a command comes in words: many servers put them together again for a shell.
public final class CommandRules {
    public static final int LENGTH_MAX = 4_096;
    public static final int WORDS_MAX = 256;
    /// A plain name, or a whole path.
    public static final String PROGRAM_FORM =
            "(?:/(?:[A-Za-z0-9_][A-Za-z0-9_.+-]*/)*)?[A-Za-z0-9_][A-Za-z0-9_.+-]{0,126}";
    /// An argument of plain characters, in which `*` stands for any of them.
    public static final String ARGUMENT_FORM = "[A-Za-z0-9_./:,+@*-][A-Za-z0-9_./:,+@=*-]{0,255}";

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:,+@-][A-Za-z0-9_./:,+@=-]*");
    private static final Pattern UP = Pattern.compile("(?:.*[/:=,])?\\.\\.(?:[/:=,].*)?");
    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:");
    private static final String LEADING = "-+@/";
    private static final Set<String> DISGUISES =
            Arrays.stream("""
            sh ash bash dash zsh ksh fish csh tcsh busybox toybox cmd powershell pwsh cscript wscript mshta rundll32
            regsvr32 msbuild command
            python pypy perl ruby node deno bun php lua luajit tclsh osascript java jshell rscript julia ghci irb gdb lldb
            env xargs find fd parallel watch time timeout nice ionice nohup setsid stdbuf strace ltrace script expect
            sudo doas su runuser chroot unshare nsenter setpriv taskset flock start-stop-daemon systemd-run exec eval
            git hg svn tar bsdtar zip unzip cpio rsync scp sftp ssh rsh sshpass
            awk gawk mawk nawk sed ed ex vi vim nvim view rvim nano emacs less more most man pager
            make cmake ninja gradle mvn ant npm npx yarn pnpm pip pipx uv uvx cargo go gem bundle composer rake
            docker podman nerdctl ctr kubectl helm terraform ansible vagrant
            mysql mariadb psql sqlite mongo mongosh redis-cli curl wget ftp nc ncat netcat socat telnet nmap tcpdump
            crontab at batch systemctl service launchctl schtasks wmic sc reg certutil bitsadmin forfiles
            dd tee sort split openssl gpg ld ldd rpm dpkg apt apt-get yum dnf brew snap capsh dmesg journalctl tmux screen
            """.strip().split("\\s+", -1)).collect(Collectors.toUnmodifiableSet());

    private final Map<String, List<String>> programs;
    private final BiPredicate<String, String> patterns;

    /// @param programs by name or whole path, each with the arguments that it may have, in which `*` stands for
    /// anything @param patterns whether a pattern fits a word
    public CommandRules(Map<String, List<String>> programs, BiPredicate<String, String> patterns) {
        Map<String, List<String>> all = new TreeMap<>();
        programs.forEach((program, arguments) -> all.put(program, List.copyOf(arguments)));
        this.programs = all;
        this.patterns = patterns;
    }

    /// Whether it is known to run other programs, or code, when an argument says so.
    public static boolean isDisguise(String program) {
        String name = program.substring(program.lastIndexOf('/') + 1)
                .toLowerCase(Locale.ROOT)
                .replaceFirst("\\.(?:exe|com|cmd|bat)$", "");
        return DISGUISES.contains(name) || DISGUISES.contains(name.replaceFirst("[0-9.-]+$", ""));
    }

    public Set<String> programs() {
        return new TreeSet<>(programs.keySet());
    }

    /// What is wrong with a command in one text.
    public Optional<CommandFault> judge(String text) {
        if (text.length() > LENGTH_MAX) {
            return Optional.of(CommandFault.TOO_LONG);
        }
        return judge(Arrays.stream(text.split(" ", -1))
                .filter(word -> !word.isEmpty())
                .toList());
    }

    /// What is wrong with a command in words.
    public Optional<CommandFault> judge(List<String> words) {
        if (words.size() > WORDS_MAX || words.stream().mapToInt(String::length).sum() > LENGTH_MAX) {
            return Optional.of(CommandFault.TOO_LONG);
        }
        if (words.isEmpty() || words.stream().anyMatch(String::isEmpty)) {
            return Optional.of(CommandFault.EMPTY);
        }
        if (!words.stream().allMatch(word -> PLAIN.matcher(word).matches())) {
            return Optional.of(CommandFault.CHARACTERS);
        }
        List<String> allowed = programs.get(words.getFirst());
        if (allowed == null) {
            return Optional.of(CommandFault.PROGRAM);
        }
        return words.stream().skip(1).allMatch(word -> isAllowed(allowed, word))
                ? Optional.empty()
                : Optional.of(CommandFault.ARGUMENT);
    }

    /// Options, files of options and whole paths have to be said: `*` in front stands for none of them, and nowhere for
    /// a way up.
    private boolean isAllowed(List<String> allowed, String word) {
        return allowed.contains(word)
                || (!UP.matcher(word).matches() && allowed.stream().anyMatch(pattern -> fits(pattern, word)));
    }

    private boolean fits(String pattern, String word) {
        boolean drive = DRIVE.matcher(word).lookingAt() && !pattern.startsWith(word.substring(0, 2));
        boolean leads = LEADING.indexOf(word.charAt(0)) >= 0 && pattern.charAt(0) != word.charAt(0);
        return pattern.contains("*") && !drive && !leads && patterns.test(pattern, word);
    }
}
