package io.tidegate;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnionTypeTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;

/// How are the sources written? It parses, and resolves no types: names are taken as they stand.
final class SourceRules {
    private static final int FILE_LINES_MAX = 400;
    private static final int CONTROL_LINES_MAX = 150;
    private static final int METHOD_LINES_MAX = 60;
    private static final int PARAMETERS_MAX = 5;
    private static final Set<String> VAGUE =
            Set.of("util", "utils", "common", "core", "impl", "manager", "helper", "helpers", "service");
    private static final Set<String> BROAD = Set.of("Exception", "Throwable", "RuntimeException", "Error");

    private final Map<String, String> sources;
    private final List<Parsed> parsed;

    private record Parsed(String path, String text, CompilationUnitTree unit, SourcePositions positions) {
        LineMap lines() {
            return unit.getLineMap();
        }

        String where() {
            return path.replaceFirst("^src/(main|test)/java/io/tidegate/", "")
                    .replaceFirst("\\.java$", "")
                    .replace('/', '.');
        }

        long firstLine(Tree tree) {
            return lines().getLineNumber(positions.getStartPosition(unit, tree));
        }

        long lastLine(Tree tree) {
            return lines().getLineNumber(positions.getEndPosition(unit, tree));
        }
    }

    SourceRules(House house) {
        this(house.sources());
    }

    private SourceRules(Map<String, String> sources) {
        this.sources = new TreeMap<>(sources);
        this.parsed = parse(this.sources);
    }

    /// Files over 400 lines, controls over 150.
    List<Breach> longFiles() {
        var breaches = new ArrayList<Breach>();
        for (Parsed each : parsed) {
            long lines = each.text().lines().count();
            int most = each.path().startsWith(House.MAIN + "io/tidegate/control/") ? CONTROL_LINES_MAX : FILE_LINES_MAX;
            if (lines > most) {
                breaches.add(new Breach("file-length", each.where(), "over " + most + " lines"));
            }
        }
        return breaches;
    }

    /// Methods over 60 lines, from the first line of the declaration to the closing brace.
    List<Breach> longMethods() {
        return methods("method-length", (file, method) -> {
            long lines = file.lastLine(method) - file.firstLine(method) + 1;
            return lines > METHOD_LINES_MAX ? method.getName() + " is over " + METHOD_LINES_MAX + " lines" : "";
        });
    }

    /// Methods and constructors with more than five parameters. Constructors of records are not counted: their
    /// parameters are fields.
    List<Breach> manyParameters() {
        var ofRecords = new HashSet<Tree>();
        for (Parsed each : parsed) {
            new TreeScanner<Void, Void>() {
                @Override
                public Void visitClass(ClassTree type, Void unused) {
                    if (type.getKind() == Tree.Kind.RECORD) {
                        type.getMembers().stream()
                                .filter(SourceRules::isConstructor)
                                .forEach(ofRecords::add);
                    }
                    return super.visitClass(type, null);
                }
            }.scan(each.unit(), null);
        }
        return methods(
                "parameters",
                (_, method) -> method.getParameters().size() > PARAMETERS_MAX && !ofRecords.contains(method)
                        ? method.getName() + " takes over " + PARAMETERS_MAX
                        : "");
    }

    /// Packages and types named for nothing in particular.
    List<Breach> vagueNames() {
        var breaches = new ArrayList<Breach>();
        for (Parsed each : parsed) {
            for (String part : each.where().split("\\.", -1)) {
                vagueWords(part).forEach(word -> breaches.add(new Breach("name", each.where(), word)));
            }
            new TreeScanner<Void, Void>() {
                @Override
                public Void visitClass(ClassTree type, Void unused) {
                    vagueWords(type.getSimpleName().toString())
                            .forEach(word -> breaches.add(new Breach("name", each.where(), word)));
                    return super.visitClass(type, null);
                }
            }.scan(each.unit(), null);
        }
        return breaches;
    }

    /// Catches of everything, but for those that only clean up: whose last statement throws what they caught.
    List<Breach> broadCatches() {
        var breaches = new ArrayList<Breach>();
        for (Parsed each : parsed) {
            new TreeScanner<Void, Void>() {
                @Override
                public Void visitCatch(CatchTree caught, Void unused) {
                    Tree type = caught.getParameter().getType();
                    List<? extends Tree> types =
                            type instanceof UnionTypeTree union ? union.getTypeAlternatives() : List.of(type);
                    types.stream()
                            .map(Tree::toString)
                            .filter(name -> BROAD.contains(name) && !throwsOn(caught))
                            .forEach(name -> breaches.add(new Breach("broad-catch", each.where(), name)));
                    return super.visitCatch(caught, null);
                }
            }.scan(each.unit(), null);
        }
        return breaches;
    }

    /// Top-level types that don't open with a `///` sentence.
    List<Breach> silentTypes() {
        var breaches = new ArrayList<Breach>();
        for (Parsed each : parsed) {
            for (Tree type : each.unit().getTypeDecls()) {
                if (type instanceof ClassTree named && !opensWithSentence(each, (int) each.firstLine(type) - 2)) {
                    breaches.add(new Breach(
                            "opening", each.where(), named.getSimpleName().toString()));
                }
            }
        }
        return breaches;
    }

    /// Packages without a `package-info.java` that is `@NullMarked` and opens with a `///` sentence.
    List<Breach> unmarkedPackages() {
        var homes = new TreeSet<String>();
        sources.keySet().forEach(path -> homes.add(path.substring(0, path.lastIndexOf('/'))));
        var breaches = new ArrayList<Breach>();
        for (String home : homes) {
            String text = sources.getOrDefault(home + "/package-info.java", "");
            if (!text.startsWith("/// ") || !text.contains("\n@NullMarked\n")) {
                String name = home.replaceFirst("^src/main/java/io/tidegate/?", "");
                breaches.add(
                        new Breach("package-info", name.isEmpty() ? "root" : name, "no @NullMarked or no opening"));
            }
        }
        return breaches;
    }

    /// Mocks, and tests that are switched off.
    List<Breach> fakeTests() {
        var breaches = new ArrayList<Breach>();
        for (Parsed each : parsed) {
            for (ImportTree line : each.unit().getImports()) {
                String name = line.getQualifiedIdentifier().toString();
                if (name.startsWith("org.mockito") || name.startsWith("org.easymock")) {
                    breaches.add(new Breach("mock", each.where(), name));
                }
                if (name.startsWith("org.junit.jupiter.api.Assumptions")) {
                    breaches.add(new Breach("skipped", each.where(), name));
                }
            }
            new TreeScanner<Void, Void>() {
                @Override
                public Void visitAnnotation(AnnotationTree note, Void unused) {
                    if (note.getAnnotationType().toString().matches("(.*\\.)?Disabled(\\w*)")) {
                        breaches.add(new Breach("skipped", each.where(), note.toString()));
                    }
                    return super.visitAnnotation(note, null);
                }
            }.scan(each.unit(), null);
        }
        return breaches;
    }

    /// Switches with a `default` although they are over a sealed type or an enum of the house.
    List<Breach> openSwitches() {
        var closed = new ClosedWorlds();
        parsed.forEach(each -> closed.scan(each.unit(), null));
        var breaches = new ArrayList<Breach>();
        for (Parsed each : parsed) {
            closed.defaultsIn(each.unit()).forEach(what -> breaches.add(new Breach("default", each.where(), what)));
        }
        return breaches;
    }

    private static boolean throwsOn(CatchTree caught) {
        var statements = caught.getBlock().getStatements();
        return !statements.isEmpty()
                && statements.getLast() instanceof ThrowTree last
                && last.getExpression()
                        .toString()
                        .equals(caught.getParameter().getName().toString());
    }

    private static boolean isConstructor(Tree member) {
        return member instanceof MethodTree method && method.getName().contentEquals("<init>");
    }

    private interface Judge {
        String of(Parsed file, MethodTree method);
    }

    private List<Breach> methods(String rule, Judge judge) {
        var breaches = new ArrayList<Breach>();
        for (Parsed each : parsed) {
            new TreeScanner<Void, Void>() {
                @Override
                public Void visitMethod(MethodTree method, Void unused) {
                    String what = judge.of(each, method);
                    if (!what.isEmpty()) {
                        breaches.add(new Breach(rule, each.where(), what));
                    }
                    return super.visitMethod(method, null);
                }
            }.scan(each.unit(), null);
        }
        return breaches;
    }

    private static boolean opensWithSentence(Parsed file, int lineAbove) {
        List<String> lines = file.text().lines().toList();
        int bottom = lineAbove;
        while (bottom >= 0 && lines.get(bottom).startsWith("// ")) {
            bottom--; // an invariant may stand between
        }
        int top = bottom;
        while (top >= 0 && lines.get(top).startsWith("///")) {
            top--;
        }
        String comment = String.join(" ", lines.subList(top + 1, bottom + 1));
        return comment.matches("/// [A-Z`].*[.?!:](\\s.*|$)");
    }

    private static List<String> vagueWords(String name) {
        return Arrays.stream(name.split("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|\\."))
                .filter(word -> VAGUE.contains(word.toLowerCase(java.util.Locale.ROOT)))
                .toList();
    }

    private static List<Parsed> parse(Map<String, String> sources) {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var units = new ArrayList<JavaFileObject>();
        sources.forEach((path, text) -> units.add(new House.Text(path, text)));
        if (units.isEmpty()) {
            return List.of();
        }
        var task = (JavacTask) compiler.getTask(null, null, null, List.of("-proc:none"), null, units);
        SourcePositions positions = Trees.instance(task).getSourcePositions();
        var parsed = new ArrayList<Parsed>();
        try {
            for (CompilationUnitTree unit : task.parse()) {
                String path = unit.getSourceFile().getName().substring(1);
                parsed.add(new Parsed(path, sources.getOrDefault(path, ""), unit, positions));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return parsed;
    }
}
