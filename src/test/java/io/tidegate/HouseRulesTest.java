package io.tidegate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.Breach.Allowed;
import io.tidegate.Floors.Arrow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Does the code keep the rules of STYLE.md and the floors of ARCHITECTURE.md? `BadSamples` shows that each rule can
/// fail.
class HouseRulesTest {
    private static final House HOUSE = House.onDisk(Path.of(""));
    private static final SourceRules MAIN = new SourceRules(new House(HOUSE.under(House.MAIN), List.of()));
    private static final SourceRules ALL = new SourceRules(HOUSE);
    private static final Floors FLOORS = Floors.read(resource("floors.txt"));
    private static final List<Allowed> ALLOWED = Breach.allowed(resource("allowed.txt"));

    @Test
    void seesTheWholeTree() {
        assertThat(HOUSE.sources()).containsKey("src/main/java/io/tidegate/Tidegate.java");
        assertThat(HOUSE.classes()).isNotEmpty();
    }

    @Test
    void everyPackageStandsOnAFloor() {
        assertThat(FLOORS.strangers(ClassRules.packages(HOUSE))).isEmpty();
    }

    @Test
    void arrowsGoDown() {
        assertThat(FLOORS.wrong(ClassRules.arrows(HOUSE))).isEmpty();
    }

    @Test
    void packagesMakeNoCircle() {
        assertThat(Floors.circle(ClassRules.arrows(HOUSE))).isEmpty();
    }

    @Test
    void listedArrowsMakeNoCircle() {
        assertThat(Floors.circle(FLOORS.beside())).isEmpty();
    }

    @Test
    void timeAndChanceComeThroughTheConstructor() {
        assertThat(Breach.left("hidden-input", ClassRules.hiddenInputs(HOUSE), ALLOWED))
                .isEmpty();
    }

    @Test
    void onlyTheCommandLineWritesToTheConsole() {
        assertThat(Breach.left("console", ClassRules.console(HOUSE), ALLOWED)).isEmpty();
    }

    @Test
    void lockedMembersAreUsedOnlyWithAKey() {
        assertThat(Breach.left("key", ClassRules.keys(HOUSE, resource("keys.txt")), ALLOWED))
                .isEmpty();
    }

    @Test
    void nothingIsCaughtWholesale() {
        assertThat(Breach.left("broad-catch", MAIN.broadCatches(), ALLOWED)).isEmpty();
    }

    @Test
    void filesAreShort() {
        assertThat(Breach.left("file-length", ALL.longFiles(), ALLOWED)).isEmpty();
    }

    @Test
    void methodsAreShort() {
        assertThat(Breach.left("method-length", ALL.longMethods(), ALLOWED)).isEmpty();
    }

    @Test
    void methodsTakeFewParameters() {
        assertThat(Breach.left("parameters", MAIN.manyParameters(), ALLOWED)).isEmpty();
    }

    @Test
    void namesSayWhatThingsAre() {
        assertThat(Breach.left("name", ALL.vagueNames(), ALLOWED)).isEmpty();
    }

    @Test
    void typesOpenWithASentence() {
        assertThat(Breach.left("opening", MAIN.silentTypes(), ALLOWED)).isEmpty();
    }

    @Test
    void packagesAreNullMarked() {
        assertThat(Breach.left("package-info", MAIN.unmarkedPackages(), ALLOWED))
                .isEmpty();
    }

    @Test
    void switchesOverClosedWorldsHaveNoDefault() {
        assertThat(Breach.left("default", MAIN.openSwitches(), ALLOWED)).isEmpty();
    }

    @Test
    void testsAreRealAndRun() {
        assertThat(ALL.fakeTests()).isEmpty();
    }

    @Test
    void allowancesNameARuleThatExists() {
        assertThat(ALLOWED)
                .extracting(each -> each.breach().rule())
                .isSubsetOf(
                        "hidden-input",
                        "console",
                        "key",
                        "broad-catch",
                        "file-length",
                        "method-length",
                        "parameters",
                        "name",
                        "opening",
                        "default");
    }

    /// Each rule is fed what it must refuse, and where it matters what it must let through.
    @Nested
    class BadSamples {
        private static final String ANYTHING = "/// What? This.\npublic final class %s { %s }\n";

        @Test
        void findsAPackageOffTheTable() {
            var house = House.of("attic.Box", ANYTHING.formatted("Box", ""));
            assertThat(FLOORS.strangers(ClassRules.packages(house)))
                    .singleElement()
                    .asString()
                    .contains("`attic`");
        }

        @Test
        void findsAnArrowThatGoesUp() {
            var house = House.of(
                    "json.Low", ANYTHING.formatted("Low", "io.tidegate.gate.High above;"),
                    "gate.High", ANYTHING.formatted("High", ""));
            assertThat(ClassRules.arrows(house)).containsExactly(new Arrow("json", "gate"));
            assertThat(FLOORS.wrong(ClassRules.arrows(house))).hasSize(1);
        }

        @Test
        void findsAnArrowThatOnlyAnImportShows() {
            var house = House.of(
                    "json.Low",
                    "import io.tidegate.gate.High;\n"
                            + ANYTHING.formatted("Low", "public static final int SIZE = High.SIZE;"),
                    "gate.High",
                    ANYTHING.formatted("High", "public static final int SIZE = 3;"));
            assertThat(FLOORS.wrong(ClassRules.arrows(house))).hasSize(1);
        }

        @Test
        void findsAnArrowInAGenericSignature() {
            var house = House.of(
                    "json.Low", ANYTHING.formatted("Low", "java.util.List<io.tidegate.gate.High> above;"),
                    "gate.High", ANYTHING.formatted("High", ""));
            assertThat(FLOORS.wrong(ClassRules.arrows(house))).hasSize(1);
        }

        @Test
        void letsArrowsDownAndListedOnesThrough() {
            var down = Set.of(new Arrow("gate", "json"), new Arrow("identity", "crypto"), new Arrow("root", "cli"));
            assertThat(FLOORS.wrong(down)).isEmpty();
            assertThat(FLOORS.wrong(Set.of(new Arrow("crypto", "identity")))).hasSize(1);
        }

        @Test
        void findsACircle() {
            var arrows = Set.of(new Arrow("a", "b"), new Arrow("b", "c"), new Arrow("c", "b"), new Arrow("a", "c"));
            assertThat(Floors.circle(arrows)).hasValue("b -> c -> b");
            assertThat(Floors.circle(Set.of(new Arrow("a", "b"), new Arrow("a", "c"), new Arrow("b", "c"))))
                    .isEmpty();
        }

        @Test
        void refusesAPackageOnTwoFloors() {
            assertThatThrownBy(() -> Floors.read("2 json\n1 json")).hasMessageContaining("two floors");
        }

        @Test
        void findsHiddenTimeAndChance() {
            var house = House.of(
                    "gate.Clocked",
                    ANYTHING.formatted(
                            "Clocked",
                            "Object a = java.time.Instant.now(); long b = System.currentTimeMillis();"
                                    + " Object c = new java.util.Random();"
                                    + " void d() throws InterruptedException { Thread.sleep(1); }"));
            assertThat(ClassRules.hiddenInputs(house))
                    .extracting(Breach::what)
                    .containsExactlyInAnyOrder("Instant.now", "System.currentTimeMillis", "new Random", "Thread.sleep");
        }

        @Test
        void letsTheClockStartInTheWiringButNeverSleep() {
            var house = House.of(
                    "cli.Wiring",
                    ANYTHING.formatted(
                            "Wiring",
                            "Object a = java.time.InstantSource.system();"
                                    + " void d() throws InterruptedException { Thread.sleep(1); }"));
            assertThat(ClassRules.hiddenInputs(house)).extracting(Breach::what).containsExactly("Thread.sleep");
        }

        @Test
        void findsConsoleOutput() {
            String body = "void a() { System.out.println(); System.err.println(); new Exception().printStackTrace(); }";
            assertThat(ClassRules.console(House.of("gate.Loud", ANYTHING.formatted("Loud", body))))
                    .extracting(Breach::where)
                    .containsExactly("gate.Loud", "gate.Loud", "gate.Loud");
            assertThat(ClassRules.console(House.of("cli.Loud", ANYTHING.formatted("Loud", body))))
                    .isEmpty();
        }

        @Test
        void findsALockedMemberUsedWithoutAKey() {
            String body = "void a() throws java.io.IOException { new java.net.Socket(\"localhost\", 1).close(); }";
            String lock = "java.net.Socket.<init> | http upstream | bytes leave only there";
            var gate = House.of("gate.Sender", ANYTHING.formatted("Sender", body));
            var upstream = House.of("upstream.Sender", ANYTHING.formatted("Sender", body));
            assertThat(ClassRules.keys(gate, lock)).hasSize(1);
            assertThat(ClassRules.keys(upstream, lock)).isEmpty();
        }

        @Test
        void findsALockOnAMemberThatIsGone() {
            var house = House.of("call.Permit", ANYTHING.formatted("Permit", "static void from() {}"));
            assertThat(ClassRules.keys(house, "io.tidegate.call.Permit.from | gate | the key"))
                    .isEmpty();
            assertThat(ClassRules.keys(house, "io.tidegate.call.Permit.grant | gate | the key"))
                    .hasSize(1);
        }

        @Test
        void findsABroadCatch() {
            assertThat(sample("try { a(); } catch (Exception e) { }").broadCatches())
                    .hasSize(1);
            assertThat(sample("try { a(); } catch (Error | IllegalStateException e) { throw new Gone(); }")
                            .broadCatches())
                    .hasSize(1);
            assertThat(sample("try { a(); } catch (RuntimeException e) { close(); throw e; }")
                            .broadCatches())
                    .isEmpty();
            assertThat(sample("try { a(); } catch (java.io.IOException e) { }").broadCatches())
                    .isEmpty();
        }

        @Test
        void findsALongFileAndALongControl() {
            String lines = "//\n".repeat(160);
            assertThat(file("gate/Gate", lines).longFiles()).isEmpty();
            assertThat(file("control/Long", lines).longFiles()).hasSize(1);
            assertThat(file("gate/Gate", lines.repeat(3)).longFiles()).hasSize(1);
        }

        @Test
        void findsALongMethod() {
            assertThat(sample("\n".repeat(62)).longMethods()).hasSize(1);
            assertThat(sample("\n".repeat(50)).longMethods()).isEmpty();
        }

        @Test
        void findsManyParameters() {
            assertThat(file("gate/A", "class A { void a(int a, int b, int c, int d, int e, int f) {} }")
                            .manyParameters())
                    .hasSize(1);
            assertThat(file("gate/A", "record A(int a, int b, int c, int d, int e, int f) { A { a = 1; } }")
                            .manyParameters())
                    .isEmpty();
        }

        @Test
        void findsVagueNames() {
            assertThat(file("gate/CallManager", "class CallManager { class StringUtils {} }")
                            .vagueNames())
                    .extracting(Breach::what)
                    .containsExactly("Manager", "Manager", "Utils");
            assertThat(file("util/Box", "class Box {}").vagueNames()).hasSize(1);
            assertThat(file("gate/Utility", "class Utility { ServiceDesk a; }").vagueNames())
                    .isEmpty();
        }

        @Test
        void findsATypeWithoutAnOpening() {
            assertThat(file("gate/A", "class A {}").silentTypes()).hasSize(1);
            assertThat(file("gate/A", "/** Old style. */\nclass A {}").silentTypes())
                    .hasSize(1);
            assertThat(file("gate/A", "/// no sentence\nclass A {}").silentTypes())
                    .hasSize(1);
            assertThat(file("gate/A", "/// Is it? Yes.\n// INVARIANT: it is.\n@Deprecated\nclass A {}")
                            .silentTypes())
                    .isEmpty();
        }

        @Test
        void findsAPackageWithoutItsPage() {
            assertThat(file("gate/A", "class A {}").unmarkedPackages()).hasSize(1);
            assertThat(file("gate/package-info", "/// The gate.\npackage gate;").unmarkedPackages())
                    .hasSize(1);
            assertThat(file("gate/package-info", "/// The gate.\n@NullMarked\npackage gate;")
                            .unmarkedPackages())
                    .isEmpty();
        }

        @Test
        void findsADefaultOverASealedType() {
            String world =
                    "sealed interface Verdict { record Pass() implements Verdict {} record Stop() implements Verdict {} }";
            String open =
                    "class A { int a(Verdict v) { return switch (v) { case Verdict.Pass _ -> 1; default -> 2; }; } }";
            String other = "class A { int a(Object v) { return switch (v) { case String _ -> 1; default -> 2; }; } }";
            assertThat(file("gate/A", world + open).openSwitches()).hasSize(1);
            assertThat(file("gate/A", world + other).openSwitches()).isEmpty();
        }

        @Test
        void findsADefaultOverAnEnum() {
            String world = "enum Era { OLD, NEW }";
            String open = "class A { void a(Era e) { switch (e) { case OLD: break; default: break; } } }";
            String other = "class A { void a(char e) { switch (e) { case 'x': break; default: break; } } }";
            assertThat(file("gate/A", world + open).openSwitches()).hasSize(1);
            assertThat(file("gate/A", world + other).openSwitches()).isEmpty();
        }

        @Test
        void findsMocksAndSkippedTests() {
            assertThat(file("gate/ATest", "import org.mockito.Mockito; class ATest {}")
                            .fakeTests())
                    .hasSize(1);
            assertThat(file("gate/ATest", "class ATest { @Disabled void a() {} }")
                            .fakeTests())
                    .hasSize(1);
        }

        @Test
        void allowsOnlyWithAReasonAndOnlyWhatIsDone() {
            var breach = new Breach("console", "gate.Loud", "System.out");
            var allowed = List.of(new Allowed(breach, "because"));
            assertThat(Breach.left("console", List.of(breach), allowed)).isEmpty();
            assertThat(Breach.left("console", List.of(breach), List.of())).hasSize(1);
            assertThat(Breach.left("console", List.of(), allowed)).hasSize(1);
            assertThatThrownBy(() -> new Allowed(breach, " ")).hasMessageContaining("without a reason");
        }

        private static SourceRules sample(String body) {
            return file("gate/A", "class A { void a() { " + body + " } }");
        }

        private static SourceRules file(String name, String text) {
            return new SourceRules(House.file(House.MAIN + "io/tidegate/" + name + ".java", text));
        }
    }

    private static String resource(String name) {
        try (var in = HouseRulesTest.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("no resource `" + name + "`");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
