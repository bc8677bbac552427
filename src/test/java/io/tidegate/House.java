package io.tidegate;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.JavaFileObject.Kind;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// What do the house rules look at? Sources by path, and the class files made of them; it judges nothing.
record House(Map<String, String> sources, List<ClassModel> classes) {
    static final String MAIN = "src/main/java/";
    static final String TEST = "src/test/java/";

    House {
        sources = Map.copyOf(sources);
        classes = List.copyOf(classes);
    }

    /// The tree under `root`: all Java sources, and the classes compiled from the main ones.
    static House onDisk(Path root) {
        var sources = new TreeMap<String, String>();
        for (Path file : files(root.resolve("src"), ".java")) {
            sources.put(root.relativize(file).toString().replace('\\', '/'), text(file));
        }
        var classes = new ArrayList<ClassModel>();
        for (Path file : files(root.resolve("target/classes/io/tidegate"), ".class")) {
            classes.add(parsed(file));
        }
        return new House(sources, classes);
    }

    /// A sample: pairs of a type's name below `io.tidegate` (such as `gate.Gate`) and its text, compiled in memory.
    /// The text goes without its package line.
    static House of(String... namesAndTexts) {
        var sources = new TreeMap<String, String>();
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            String name = "io.tidegate." + namesAndTexts[i];
            String home = name.substring(0, name.lastIndexOf('.'));
            sources.put(MAIN + name.replace('.', '/') + ".java", "package " + home + ";\n\n" + namesAndTexts[i + 1]);
        }
        return new House(sources, compiled(sources));
    }

    /// A sample of one file at a path of its own, not compiled.
    static House file(String path, String text) {
        return new House(Map.of(path, text), List.of());
    }

    /// The sources whose path starts with `prefix`, ordered by path.
    Map<String, String> under(String prefix) {
        var found = new TreeMap<String, String>();
        sources.forEach((path, text) -> {
            if (path.startsWith(prefix)) {
                found.put(path, text);
            }
        });
        return found;
    }

    private static List<ClassModel> compiled(Map<String, String> sources) {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var units = new ArrayList<JavaFileObject>();
        sources.forEach((path, text) -> units.add(new Text(path, text)));
        var complaints = new java.io.StringWriter();
        try (var kept = new Kept(compiler.getStandardFileManager(null, null, null))) {
            var options = List.of("-proc:none", "-Xlint:none", "-nowarn");
            if (!compiler.getTask(complaints, kept, null, options, null, units).call()) {
                throw new IllegalArgumentException("the sample does not compile: " + complaints);
            }
            return kept.bytes.stream()
                    .map(each -> ClassFile.of().parse(each.toByteArray()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> files(Path root, String ending) {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(path -> path.toString().endsWith(ending)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ClassModel parsed(Path file) {
        try {
            return ClassFile.of().parse(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What does the compiler read? One text in memory.
    static final class Text extends SimpleJavaFileObject {
        private final String text;

        Text(String path, String text) {
            super(URI.create("string:///" + path), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static final class Kept extends ForwardingJavaFileManager<StandardJavaFileManager> {
        final List<ByteArrayOutputStream> bytes = new ArrayList<>();

        Kept(StandardJavaFileManager files) {
            super(files);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                JavaFileManager.Location location,
                String name,
                Kind kind,
                javax.tools.@org.jspecify.annotations.Nullable FileObject sibling) {
            var out = new ByteArrayOutputStream();
            bytes.add(out);
            return new SimpleJavaFileObject(URI.create("mem:///" + name + ".class"), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return out;
                }
            };
        }
    }
}
