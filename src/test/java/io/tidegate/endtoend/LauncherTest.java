package io.tidegate.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Does `./tidegate` find a JDK, build exactly when it must, and keep stdout clean? With a JDK and a Maven that only
/// tell how they were called.
@Tag("end-to-end")
final class LauncherTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path temporary = Path.of("");

    private Path project = Path.of("");
    private Path programs = Path.of("");

    @BeforeEach
    void makeProject() throws IOException {
        project = Files.createDirectories(temporary.resolve("a project"));
        programs = Files.createDirectories(temporary.resolve("programs"));
        Files.createDirectories(project.resolve(".ci"));
        Files.createDirectories(project.resolve("src/main"));
        Files.writeString(project.resolve("pom.xml"), "<project/>");
        Files.copy(Peers.ROOT.resolve("tidegate"), project.resolve("tidegate"));
        Files.copy(Peers.ROOT.resolve(".ci/java.sh"), project.resolve(".ci/java.sh"));
        program(project.resolve("tidegate"), Files.readString(project.resolve("tidegate")));
        maven("mkdir -p target/lib; echo jar >target/tidegate.jar; echo building noise");
    }

    @Test
    void startsWithArgumentsUntouched() throws IOException {
        RunningProgram run = run(jdk("25.0.1"), List.of("connect", "two words", "$HOME", ""));
        assertThat(run.awaitEnd(LIMIT)).as(run.describe()).isZero();
        assertThat(run.output())
                .containsSubsequence("[io.tidegate.Tidegate]", "[connect]", "[two words]", "[$HOME]", "[]");
        assertThat(run.output()).noneMatch(line -> line.contains("building"));
    }

    @Test
    void startsThroughSymbolicLink() throws IOException {
        Path link = Files.createSymbolicLink(temporary.resolve("link"), project.resolve("tidegate"));
        RunningProgram run = start(List.of(link.toString(), "serve"), environment(jdk("25")));
        assertThat(run.awaitEnd(LIMIT)).as(run.describe()).isZero();
        assertThat(run.output()).contains("[serve]");
    }

    @Test
    void buildsOnceAndAgainWhenSourceChanges() throws IOException {
        Path jdk = jdk("25");
        finish(run(jdk, List.of("one")));
        finish(run(jdk, List.of("two")));
        assertThat(builds()).isEqualTo(1);
        Path source = Files.writeString(project.resolve("src/main/New.java"), "class New {}");
        Files.setLastModifiedTime(source, java.nio.file.attribute.FileTime.fromMillis(newerThanStamp()));
        finish(run(jdk, List.of("three")));
        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void buildsOnceWhenStartedTwiceAtOnce() throws IOException {
        maven("sleep 1; mkdir -p target/lib; echo jar >target/tidegate.jar");
        Path jdk = jdk("25");
        List<RunningProgram> starts = Stream.of("one", "two", "three")
                .map(verb -> run(jdk, List.of(verb)))
                .toList();
        starts.forEach(LauncherTest::finish);
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void tellsWhyBuildFailed() throws IOException {
        maven("echo '[ERROR] Broken.java is broken'; exit 1");
        RunningProgram run = run(jdk("25"), List.of("serve"));
        assertThat(run.awaitEnd(LIMIT)).isEqualTo(3);
        assertThat(run.output()).isEmpty();
        assertThat(run.errors())
                .anyMatch(line -> line.contains("Broken.java"))
                .anyMatch(line -> line.contains("build.log"));
    }

    @Test
    void keepsRunningWithoutStartUpCache() throws IOException {
        Path jdk = jdk("25");
        finish(run(jdk, List.of("one")));
        try (Stream<Path> files = Files.walk(project.resolve("target"))) {
            assertThat(files).noneMatch(file -> file.toString().matches(".*\\.(aot|jsa)"));
        }
        assertThat(finish(run(jdk, List.of("two"))).output()).noneMatch(line -> line.contains("SharedArchiveFile"));
    }

    @Test
    void passesOptionsForJavaOn() throws IOException {
        Map<String, String> environment = new java.util.HashMap<>(environment(jdk("25")));
        environment.put("TIDEGATE_JAVA_OPTIONS", "-Xmx1g -Da=b");
        RunningProgram run = start(List.of(project.resolve("tidegate").toString(), "serve"), environment);
        assertThat(finish(run).output()).containsSubsequence("[-Xmx512m]", "[-Xmx1g]", "[-Da=b]", "[serve]");
    }

    @Test
    void passesOverJavaThatIsTooOld() throws IOException {
        RunningProgram run = run(jdk("24.0.2"), List.of("serve"));
        int code = run.awaitEnd(LIMIT);
        // another JDK of this machine may be found instead; the old one is not used
        assertThat(run.output()).doesNotContain("[io.tidegate.Tidegate]");
        assertThat(code).as(run.describe()).isNotZero();
    }

    @Test
    void tellsWhatToInstallWhereThereIsNoJdk() throws IOException {
        RunningProgram run = onMachineOfItsOwn("");
        assertThat(run.awaitEnd(LIMIT)).as(run.describe()).isEqualTo(3);
        assertThat(run.output()).isEmpty();
        assertThat(run.errors().getFirst())
                .startsWith("no JDK 25 or newer is on this machine; ")
                .endsWith("Install one:")
                .doesNotContain("The newest");
        assertThat(run.errors())
                .anyMatch(line -> line.contains("apt-get install openjdk-25-jdk-headless"))
                .anyMatch(line -> line.contains("dnf install java-25-openjdk-devel"))
                .anyMatch(line -> line.contains("brew install openjdk@25"))
                .anyMatch(line -> line.contains("set JAVA_HOME"));
        assertThat(temporary.resolve("builds")).doesNotExist();
    }

    @Test
    void tellsWhichJdkIsTooOld() throws IOException {
        Path seventeen = jdk("17.0.2");
        Path machine = Files.createDirectories(temporary.resolve("machine/usr/lib/jvm"));
        Files.move(seventeen, machine.resolve("seventeen"));
        Files.move(jdk("21.0.1"), machine.resolve("twenty-one"));
        for (String home : List.of("", machine.resolve("seventeen").toString())) {
            RunningProgram run = onMachineOfItsOwn(home);
            assertThat(run.awaitEnd(LIMIT)).as(run.describe()).isEqualTo(3);
            assertThat(run.output()).isEmpty();
            assertThat(run.errors().getFirst())
                    .contains("no JDK 25 or newer", "The newest found is 21, in " + machine.resolve("twenty-one"));
        }
        Files.move(jdk("25.0.1"), machine.resolve("twenty-five"));
        assertThat(finish(onMachineOfItsOwn("")).output()).contains("[serve]");
    }

    /// The usual folders are below `machine` there, and nothing but Maven and a few tools is on the path.
    private RunningProgram onMachineOfItsOwn(String javaHome) throws IOException {
        String search = Files.readString(Peers.ROOT.resolve(".ci/java.sh"));
        String elsewhere = search.replaceAll("(?m)(?<= )(?=/(usr|opt|Library|home)/)", temporary + "/machine");
        assertThat(elsewhere).contains(temporary + "/machine/usr/lib/jvm/*").doesNotContain(" /usr/", " /opt/");
        Files.writeString(project.resolve(".ci/java.sh"), elsewhere);
        for (String tool :
                List.of("sh", "cat", "readlink", "tr", "find", "date", "mkdir", "rm", "mv", "cp", "ln", "sleep")) {
            Path link = programs.resolve(tool);
            if (!Files.exists(link)) {
                Files.createSymbolicLink(link, Path.of("/bin", tool));
            }
        }
        Map<String, String> environment =
                Map.of("JAVA_HOME", javaHome, "PATH", programs.toString(), "TIDEGATE_JAVA_OPTIONS", "");
        return start(List.of(project.resolve("tidegate").toString(), "serve"), environment);
    }

    private static RunningProgram finish(RunningProgram run) {
        assertThat(run.awaitEnd(LIMIT)).as(run.describe()).isZero();
        return run;
    }

    private RunningProgram run(Path jdk, List<String> arguments) {
        List<String> command =
                new ArrayList<>(List.of(project.resolve("tidegate").toString()));
        command.addAll(arguments);
        return start(command, environment(jdk));
    }

    private RunningProgram start(List<String> command, Map<String, String> environment) {
        return RunningProgram.start(temporary, environment, command);
    }

    private Map<String, String> environment(Path jdk) {
        return Map.of("JAVA_HOME", jdk.toString(), "PATH", programs + ":/usr/bin:/bin", "TIDEGATE_JAVA_OPTIONS", "");
    }

    /// A JDK whose `java` prints its arguments, one a line, in brackets.
    private Path jdk(String version) throws IOException {
        Path jdk = Files.createDirectories(temporary.resolve("jdk " + version));
        Files.createDirectories(jdk.resolve("bin"));
        Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"test\"\nJAVA_VERSION=\"" + version + "\"\n");
        program(jdk.resolve("bin/java"), "#!/bin/sh\nprintf '[%s]\\n' \"$@\"\n");
        program(jdk.resolve("bin/javac"), "#!/bin/sh\n");
        return jdk;
    }

    /// A Maven that notes that it was called, then does what a build does.
    private void maven(String build) throws IOException {
        program(
                programs.resolve("mvn"),
                "#!/bin/sh\necho x >>'%s'\ncd '%s' || exit 1\n%s\n"
                        .formatted(temporary.resolve("builds"), project, build));
    }

    private int builds() throws IOException {
        return Files.readAllLines(temporary.resolve("builds")).size();
    }

    private long newerThanStamp() throws IOException {
        return Files.getLastModifiedTime(project.resolve("target/tidegate.stamp"))
                        .toMillis()
                + 5;
    }

    private static void program(Path path, String text) throws IOException {
        Files.writeString(path, text);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
