package io.tidegate.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.call.Call;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Samples;
import io.tidegate.catalog.Offers;
import io.tidegate.config.Access;
import io.tidegate.config.Guard;
import io.tidegate.config.Pointer;
import io.tidegate.config.Server;
import io.tidegate.json.JsonDocument;
import io.tidegate.mcp.Definition;
import io.tidegate.mcp.Offering;
import io.tidegate.mcp.ServerCapabilities;
import io.tidegate.secret.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PathRootsTest {
    private static Guard guard(List<String> in, String... roots) {
        return new Guard(
                new Guard.Scope(List.of("*"), List.of(), List.of()),
                new Guard.Rule.Paths(
                        new Guard.Parameters(in.stream().map(Pointer::new).toList(), Access.ALLOWED),
                        List.of(roots),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
    }

    private static PathRoots control(Server.Reach reach, Guard... guards) {
        return new PathRoots(new Guards(List.of(GuardFixture.server(reach, guards))));
    }

    private static PathRoots reports() {
        return control(GuardFixture.REMOTE, guard(List.of("path", "/edits/*/file"), "/srv/reports"));
    }

    private static Call path(String path) {
        return Samples.call("{\"path\":" + Samples.quoted(path) + "}");
    }

    /// Where no argument is named, those count that servers of the class usually have.
    @Test
    void goesByTheClassOfTheServer() {
        PathRoots files = new PathRoots(new Guards(List.of(GuardFixture.server(
                Optional.of(Server.Kind.FILES), GuardFixture.REMOTE, guard(List.of(), "/srv/reports")))));
        for (String name : List.of("path", "paths", "source", "destination", "file_path", "filePath", "FILEPATH")) {
            Verdicts.refuses(files.judge(Samples.call("{\"" + name + "\":\"/etc/passwd\"}")), Reason.PATH_NOT_ALLOWED);
            Verdicts.refuses(
                    files.judge(Samples.call("{\"" + name + "\":[\"/srv/reports/a\",\"/etc/passwd\"]}")),
                    Reason.PATH_NOT_ALLOWED);
            Verdicts.passes(files.judge(Samples.call("{\"" + name + "\":\"/srv/reports/a\"}")));
        }
        PathRoots repository = new PathRoots(new Guards(List.of(GuardFixture.server(
                Optional.of(Server.Kind.REPOSITORY), GuardFixture.REMOTE, guard(List.of(), "/srv/reports")))));
        Verdicts.passes(repository.judge(Samples.call("{\"path\":\"/srv/reports/a\",\"target\":\"main\"}")));
    }

    @Test
    void passesWhatIsInside() {
        Verdicts.passes(reports().judge(path("/srv/reports/a")));
        Verdicts.passes(reports().judge(Samples.call("{}")));
        Verdicts.passes(reports().judge(Samples.call("{\"edits\":[],\"other\":\"/etc/passwd\"}")));
    }

    @Test
    void refusesWhatIsOutsideWithoutQuotingIt() {
        Refusal refusal = Verdicts.refuses(reports().judge(path("/etc/passwd")), Reason.PATH_NOT_ALLOWED);
        assertThat(refusal.told())
                .isEqualTo("The argument `path` is outside of the folders that are allowed."
                        + " Allowed are paths in `/srv/reports`.");
        assertThat(refusal.detail()).isEqualTo("path: outside");
        assertThat(Verdicts.refuses(
                                reports().judge(Samples.call("{\"edits\":[{},{\"file\":\"/etc\"}]}")),
                                Reason.PATH_NOT_ALLOWED)
                        .detail())
                .isEqualTo("/edits/*/file: outside");
    }

    @Test
    void refusesWhatItCanNotLookAt() {
        for (String odd : List.of(
                "{\"path\":null}",
                "{\"path\":{}}",
                "{\"path\":[[\"/srv/reports/a\"]]}",
                "{\"path\":true}",
                "{\"edits\":\"x\"}",
                "{\"edits\":[3]}",
                "{\"edits\":[[]]}")) {
            Verdicts.refuses(reports().judge(Samples.call(odd)), Reason.PATH_NOT_ALLOWED);
        }
    }

    @Test
    void refusesMoreValuesThanItLooksAt() {
        String many = IntStream.range(0, Pointed.MOST + 1)
                .mapToObj(_ -> "\"/srv/reports/a\"")
                .collect(Collectors.joining(","));
        assertThat(Verdicts.refuses(reports().judge(Samples.call("{\"path\":[" + many + "]}")), Reason.PATH_NOT_ALLOWED)
                        .detail())
                .isEqualTo("path: too-many");
    }

    /// What every one of them may have, all of them together may not: one call would keep a processor for long.
    @Test
    void refusesMoreCharactersThanItLooksAt() {
        String fits = lists(16);
        Verdicts.passes(reports().judge(Samples.call("{\"path\":[" + fits + "]}")));
        Refusal refusal = Verdicts.refuses(
                reports().judge(Samples.call("{\"path\":[" + fits + "," + lists(1) + "]}")), Reason.PATH_NOT_ALLOWED);
        assertThat(refusal.detail()).isEqualTo("path: too-many");
        assertThat(refusal.told()).contains("At most 1,000 values, of 65,536 characters together, can be checked.");
    }

    /// So many of the longest paths.
    private static String lists(int paths) {
        String longest = "/srv/reports/" + "a".repeat(4_096 - "/srv/reports/".length());
        return String.join(",", Collections.nCopies(paths, "\"" + longest + "\""));
    }

    @Test
    void followsLinksForAProcessOnly(@TempDir Path folder) throws IOException {
        Path top = folder.toRealPath();
        Files.createDirectories(top.resolve("reports"));
        Files.createSymbolicLink(top.resolve("reports/out"), Path.of(".."));
        Guard guard = guard(List.of("path"), top.resolve("reports").toString());
        Call call = path(top.resolve("reports/out/a").toString());
        Server.Reach process =
                new Server.Reach.Run("x", List.<Setting>of(), Map.of(), Optional.of(top.resolve("reports")));
        assertThat(Verdicts.refuses(control(process, guard).judge(call), Reason.PATH_NOT_ALLOWED)
                        .detail())
                .isEqualTo("path: link");
        Verdicts.passes(control(GuardFixture.REMOTE, guard).judge(call));
        // relative paths begin where the process does
        Verdicts.passes(control(process, guard).judge(path("a")));
        Verdicts.refuses(control(process, guard).judge(path("../a")), Reason.PATH_NOT_ALLOWED);
        Verdicts.refuses(control(GuardFixture.REMOTE, guard).judge(path("a")), Reason.PATH_NOT_ALLOWED);
    }

    @Test
    void tellsAFewRootsOnly() {
        String[] roots = IntStream.range(0, 10).mapToObj(at -> "/srv/r" + at).toArray(String[]::new);
        assertThat(Verdicts.refuses(
                                control(GuardFixture.REMOTE, guard(List.of("path"), roots))
                                        .judge(path("/etc")),
                                Reason.PATH_NOT_ALLOWED)
                        .told())
                .contains("`/srv/r7` and 2 more.")
                .doesNotContain("/srv/r8");
    }

    @Test
    void saysWhichGuardsFitNothing() {
        Definition tool = Definition.of(
                        Offering.TOOL,
                        JsonDocument.of("{\"name\":\"read\",\"inputSchema\":{\"properties\":{\"path\":{}}}}")
                                .root())
                .orElseThrow();
        Offers offers = new Offers(Map.of(Offering.TOOL, List.of(tool)), ServerCapabilities.NONE, "");
        assertThat(GuardFit.misfits(GuardFixture.server(GuardFixture.REMOTE, guard(List.of("path"), "/srv")), offers))
                .isEmpty();
        assertThat(GuardFit.misfits(
                        GuardFixture.server(GuardFixture.REMOTE, guard(List.of("/paths/*"), "/srv")), offers))
                .singleElement()
                .asString()
                .isEqualTo("servers.notes.guards[0]: no tool or prompt that it fits has the argument `/paths/*`");
        Guard write = new Guard(
                new Guard.Scope(List.of("write"), List.of(), List.of()),
                guard(List.of("path"), "/srv").rule());
        assertThat(GuardFit.misfits(GuardFixture.server(GuardFixture.REMOTE, write), offers))
                .singleElement()
                .asString()
                .contains("fits no tool");
        Guard usual = guard(List.of(), "/srv");
        Optional<Server.Kind> files = Optional.of(Server.Kind.FILES);
        assertThat(GuardFit.misfits(GuardFixture.server(files, GuardFixture.REMOTE, usual), offers))
                .isEmpty();
        Definition other = Definition.of(
                        Offering.TOOL,
                        JsonDocument.of("{\"name\":\"read\",\"inputSchema\":{\"properties\":{\"where\":{}}}}")
                                .root())
                .orElseThrow();
        assertThat(GuardFit.misfits(
                        GuardFixture.server(files, GuardFixture.REMOTE, usual),
                        new Offers(Map.of(Offering.TOOL, List.of(other)), ServerCapabilities.NONE, "")))
                .singleElement()
                .asString()
                .contains("usual for the server's class");
    }
}
