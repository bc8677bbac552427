package io.tidegate.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Is a path judged by where it leads, in every reading of it?
final class PathRulesTest {
    private static final PathRules POSIX =
            new PathRules(List.of("/srv/reports"), Optional.of("/srv/reports"), Letters.EXACT, Disk.SEPARATE);
    private static final PathRules WINDOWS =
            new PathRules(List.of("C:\\data\\reports"), Optional.empty(), Letters.ANY, Disk.SEPARATE);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/srv/reports",
                "/srv/reports/",
                "/srv/reports/2026/a.txt",
                "/srv/reports/2026/../2025/b.txt",
                "/srv//reports/./a",
                "a.txt",
                "./a",
                "a..b/c...d",
                "..hidden",
                "100% done.txt",
                "a%20b.txt",
                "caf\u00e9/r\u00e9sum\u00e9.pdf",
                "Report \u00bd\u2026.txt",
                "file:///srv/reports/a%20b.txt",
                "file:/srv/reports/a",
                "FILE://localhost/srv/reports/a",
                "./12:30.txt",
                "\u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645.txt",
                "src/$id.tsx",
                "[id].tsx",
                "a~b"
            })
    void passesWhatIsInside(String path) {
        assertThat(POSIX.judge(path)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    /etc/passwd                        | OUTSIDE
                    /srv/reports-secret/a              | OUTSIDE
                    /srv/reports/../secret             | OUTSIDE
                    /srv/Reports/a                     | OUTSIDE
                    ../../etc/passwd                   | OUTSIDE
                    /srv/reports/../reports/a          | OUTSIDE
                    /tmp/../srv/reports/a              | OUTSIDE
                    a/../../b                          | OUTSIDE
                    ~/a                                | HOME
                    $HOME/a                            | VARIABLE
                    %USERPROFILE%/a                    | VARIABLE
                    a/$(id)                            | VARIABLE
                    %2e%2e/etc                         | ENCODED
                    a/..%2f..%2fetc                    | ENCODED
                    a%252e                             | ENCODED
                    a%c0%af                            | ENCODED
                    a%u002f                            | ENCODED
                    &#x2e;&#x2e;/a                     | ENCODED
                    ..\\..\\etc                        | BACKSLASH
                    //host/share                       | NETWORK
                    C:/Windows                         | SCHEME
                    http://example.com/                | SCHEME
                    file://host/srv/reports/a          | NETWORK
                    file:///etc/passwd                 | OUTSIDE
                    file:///srv/reports/%2e%2e/b       | ENCODED
                    a/..;/b                            | DOTS
                    a/.../b                            | DOTS
                    {a,../b}                           | LIST
                    ./a::$DATA                         | STREAM
                    """)
    void refusesWhatIsNot(String path, PathFault fault) {
        assertThat(POSIX.judge(path)).contains(fault);
    }

    @Test
    void refusesWhatCharactersHide() {
        assertThat(POSIX.judge("a\u0000.txt")).contains(PathFault.CHARACTERS);
        assertThat(POSIX.judge("a\nb")).contains(PathFault.CHARACTERS);
        assertThat(POSIX.judge(".\u200b./a")).contains(PathFault.CHARACTERS);
        assertThat(POSIX.judge("a\ud800")).contains(PathFault.CHARACTERS);
        assertThat(POSIX.judge("..\u00c0\u00af..\u00c0\u00afetc")).contains(PathFault.CHARACTERS);
        assertThat(POSIX.judge("\uff0e\uff0e\uff0fetc")).contains(PathFault.DOTS);
        assertThat(POSIX.judge("\u2025/\u2025/etc")).contains(PathFault.DOTS);
        assertThat(POSIX.judge("a/..\u2215..\u2215b")).contains(PathFault.DOTS);
        assertThat(POSIX.judge(".\u200d./.\u200d./etc")).contains(PathFault.DOTS);
        assertThat(POSIX.judge("\uff05\uff12\uff45\uff05\uff12\uff45/a")).contains(PathFault.ENCODED);
        assertThat(POSIX.judge("\u2215srv/reports/a")).contains(PathFault.DOTS);
        assertThat(POSIX.judge("\u2025/reports/a")).contains(PathFault.DOTS);
        assertThat(POSIX.judge(" /etc/passwd")).contains(PathFault.EDGES);
        assertThat(POSIX.judge("[\"/etc/passwd\"]")).contains(PathFault.LIST);
        assertThat(POSIX.judge("")).contains(PathFault.EMPTY);
        assertThat(POSIX.judge("a".repeat(PathRules.LENGTH_MAX + 1))).contains(PathFault.TOO_LONG);
    }

    /// Each is looked at on the disk, twice.
    @Test
    void refusesMoreNamesThanAnyPathHas() {
        assertThat(POSIX.judge("/srv/reports" + "/a".repeat(254))).isEmpty();
        assertThat(POSIX.judge("/srv/reports" + "/a".repeat(255))).contains(PathFault.TOO_LONG);
        assertThat(POSIX.judge("a/../".repeat(200))).contains(PathFault.TOO_LONG);
        assertThat(POSIX.judge("a\u2215".repeat(300))).contains(PathFault.TOO_LONG);
    }

    @Test
    void withoutABaseRelativePathsAreRefused() {
        PathRules whole = new PathRules(List.of("/srv/reports"), Optional.empty(), Letters.EXACT, Disk.SEPARATE);
        assertThat(whole.judge("a.txt")).contains(PathFault.RELATIVE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "C:\\data\\reports",
                "c:/DATA/Reports/2026\\a.txt",
                "C:\\data\\reports\\b\\..\\a",
                "file:///C:/data/reports/a%20b"
            })
    void passesWhatIsInsideOnWindows(String path) {
        assertThat(WINDOWS.judge(path)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    C:\\data\\reports-secret\\a        | OUTSIDE
                    C:\\data\\reports\\..\\x           | OUTSIDE
                    D:\\data\\reports\\a               | OUTSIDE
                    C:data\\reports\\a                 | SCHEME
                    \\data\\reports\\a                 | NETWORK
                    /data/reports/a                    | NETWORK
                    \\\\host\\data\\reports            | OUTSIDE
                    \\\\?\\C:\\data\\reports\\a        | DEVICE
                    \\\\.\\C:\\data\\reports\\a        | DEVICE
                    \\??\\C:\\data\\reports\\a         | DEVICE
                    C:\\data\\reports\\a:b             | STREAM
                    C:\\data\\reports\\a::$DATA        | STREAM
                    C:\\data\\reports\\ABCDEF~1\\a     | SHORT_NAME
                    C:\\data\\reports\\nul             | DEVICE
                    C:\\data\\reports\\com1.txt        | DEVICE
                    C:\\data\\reports\\a.\\b           | NAME
                    C:\\data\\reports \\b              | NAME
                    C:\\data\\reports\\a?b             | NAME
                    reports\\a                         | RELATIVE
                    """)
    void refusesWhatIsNotOnWindows(String path, PathFault fault) {
        assertThat(WINDOWS.judge(path)).contains(fault);
    }

    @Test
    void aResourceNeedsAFileUri() {
        assertThat(POSIX.judgeUri("file:///srv/reports/a")).isEmpty();
        assertThat(POSIX.judgeUri("file:///etc/passwd")).contains(PathFault.OUTSIDE);
        assertThat(POSIX.judgeUri("/srv/reports/a")).contains(PathFault.SCHEME);
        assertThat(POSIX.judgeUri("file:///srv/reports/a?b")).contains(PathFault.SCHEME);
    }

    @Test
    void aShareIsARootOfItsOwn() {
        PathRules share = new PathRules(List.of("\\\\nas\\data"), Optional.empty(), Letters.ANY, Disk.SEPARATE);
        assertThat(PathStyle.isPlainFolder("\\\\nas\\data\\a")).isTrue();
        assertThat(share.judge("\\\\NAS\\Data\\a")).isEmpty();
        assertThat(share.judge("//nas/data/a")).isEmpty();
        assertThat(share.judge("\\\\nas\\other\\a")).contains(PathFault.OUTSIDE);
    }

    /// With a folder of this machine, whose links are followed.
    @Nested
    final class OnDisk {
        @TempDir
        Path top;

        private PathRules rules;

        @BeforeEach
        void makes() throws IOException {
            top = top.toRealPath();
            Files.createDirectories(top.resolve("reports/sub"));
            Files.createDirectories(top.resolve("reports-secret/deep"));
            Files.writeString(top.resolve("reports-secret/a"), "secret");
            rules = new PathRules(
                    List.of(top.resolve("reports").toString()),
                    Optional.of(top.resolve("reports").toString()),
                    Letters.EXACT,
                    Disk.SHARED);
        }

        private Optional<PathFault> judge(String below) {
            return rules.judge(top.resolve("reports") + "/" + below);
        }

        private void link(String from, String to) throws IOException {
            Files.createSymbolicLink(top.resolve("reports").resolve(from), Path.of(to));
        }

        @Test
        void passesWhatIsThereAndWhatIsNotYet() throws IOException {
            link("alias", "sub");
            assertThat(judge("sub")).isEmpty();
            assertThat(judge("new/file.txt")).isEmpty();
            assertThat(judge("alias/new.txt")).isEmpty();
            assertThat(rules.judge("sub/x")).isEmpty();
        }

        @Test
        void refusesLinksThatLeadOut() throws IOException {
            link("out", "../reports-secret");
            link("whole", top.resolve("reports-secret").toString());
            link("file", "../reports-secret/a");
            link("chain", "out");
            assertThat(judge("out")).contains(PathFault.LINK);
            assertThat(judge("out/a")).contains(PathFault.LINK);
            assertThat(judge("whole/a")).contains(PathFault.LINK);
            assertThat(judge("file")).contains(PathFault.LINK);
            assertThat(judge("chain/a")).contains(PathFault.LINK);
            assertThat(judge("out/new")).contains(PathFault.LINK);
        }

        @Test
        void refusesALinkToWhatIsNotThereYet() throws IOException {
            link("dangling", "../reports-secret/new");
            assertThat(judge("dangling")).contains(PathFault.LINK);
        }

        /// Lexically `out/../a` is `a`; a system goes to the parent of where the link leads.
        @Test
        void refusesDotsBehindALink() throws IOException {
            link("deep", "../reports-secret/deep");
            assertThat(judge("deep/../a")).contains(PathFault.LINK);
        }

        @Test
        void refusesWhatCanNotBeLookedAt() throws IOException {
            link("circle", "circle");
            assertThat(judge("circle")).contains(PathFault.NOT_LOOKED_AT);
            PathRules elsewhere =
                    new PathRules(List.of("/there/is/no/such/folder"), Optional.empty(), Letters.EXACT, Disk.SHARED);
            assertThat(elsewhere.judge("/there/is/no/such/folder/a")).contains(PathFault.NOT_LOOKED_AT);
        }

        @Test
        void aRootMayBeALinkItself() throws IOException {
            Files.createSymbolicLink(top.resolve("current"), Path.of("reports"));
            PathRules linked = new PathRules(
                    List.of(top.resolve("current").toString()), Optional.empty(), Letters.EXACT, Disk.SHARED);
            assertThat(linked.judge(top.resolve("current/sub/a").toString())).isEmpty();
        }
    }
}
