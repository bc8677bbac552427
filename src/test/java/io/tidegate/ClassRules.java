package io.tidegate;

import io.tidegate.Floors.Arrow;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// What do the class files use that they may not? It sees what was compiled: a constant folded away is not there.
final class ClassRules {
    private static final String HOME = "io/tidegate/";
    private static final Pattern IN_DESCRIPTOR = Pattern.compile("L(io/tidegate/[A-Za-z0-9_/$]+)[;<]");
    private static final Pattern IMPORT =
            Pattern.compile("(?m)^import (?:static )?io\\.tidegate\\.((?:[a-z][a-z0-9]*\\.)*)[A-Z]");

    /// Time, chance and waiting that come from nowhere: owner and member.
    private static final Set<String> HIDDEN = Set.of(
            "java.time.Instant.now",
            "java.time.LocalDate.now",
            "java.time.LocalDateTime.now",
            "java.time.ZonedDateTime.now",
            "java.time.OffsetDateTime.now",
            "java.time.Clock.systemUTC",
            "java.time.Clock.systemDefaultZone",
            "java.time.InstantSource.system",
            "java.lang.System.currentTimeMillis",
            "java.util.Date.<init>",
            "java.util.Random.<init>",
            "java.util.concurrent.ThreadLocalRandom.current",
            "java.util.UUID.randomUUID",
            "java.security.SecureRandom.<init>",
            "java.lang.Math.random",
            "java.lang.Thread.sleep");

    /// Where wiring lives: time and chance may start there.
    private static final Set<String> WIRING = Set.of("root", "cli");

    private ClassRules() {}

    /// The packages of the house, below `io.tidegate`.
    static Set<String> packages(House house) {
        var names = new TreeSet<String>();
        house.classes().forEach(each -> names.add(packageOf(name(each))));
        return names;
    }

    /// Which package uses which, from class files and imports (an import catches a constant that was folded away).
    static Set<Arrow> arrows(House house) {
        var arrows = new java.util.HashSet<Arrow>();
        for (ClassModel each : house.classes()) {
            for (String used : typesOf(each)) {
                arrows.add(new Arrow(packageOf(name(each)), packageOf(used)));
            }
        }
        house.under(House.MAIN + HOME).forEach((path, text) -> {
            String from = packageOf(path.substring(House.MAIN.length()));
            var found = IMPORT.matcher(text);
            while (found.find()) {
                arrows.add(new Arrow(from, packageOf(HOME + found.group(1).replace('.', '/') + "X")));
            }
        });
        arrows.removeIf(arrow -> arrow.from().equals(arrow.to()));
        return arrows;
    }

    /// Classes that take time or chance from nowhere, or sleep.
    static List<Breach> hiddenInputs(House house) {
        return members(house).stream()
                .filter(use -> HIDDEN.contains(use.member()))
                .filter(use -> !WIRING.contains(use.home()) || use.member().endsWith(".sleep"))
                .map(use -> new Breach("hidden-input", use.where(), shortened(use.member())))
                .toList();
    }

    /// Classes outside the command line that write to the console.
    static List<Breach> console(House house) {
        return members(house).stream()
                .filter(use -> use.member().equals("java.lang.System.out")
                        || use.member().equals("java.lang.System.err")
                        || use.member().endsWith(".printStackTrace"))
                .filter(use -> !WIRING.contains(use.home()))
                .map(use -> new Breach("console", use.where(), shortened(use.member())))
                .toList();
    }

    /// Uses of a locked member by a package that has no key, and locks on members of ours that do not exist.
    static List<Breach> keys(House house, String table) {
        var breaches = new ArrayList<Breach>();
        for (String line : Floors.lines(table)) {
            String[] part = line.split("\\s*\\|\\s*", 3);
            Set<String> holders = Set.of(part[1].isBlank() ? new String[0] : part[1].split("\\s+"));
            members(house).stream()
                    .filter(use -> opens(part[0], use.member()) && !holders.contains(use.home()))
                    .forEach(use -> breaches.add(new Breach("key", use.where(), part[0])));
            if (part[0].startsWith("io.tidegate.") && !exists(house, part[0])) {
                breaches.add(new Breach("key", "keys.txt", part[0] + " does not exist"));
            }
        }
        return breaches;
    }

    private record Use(String home, String where, String member) {}

    private static List<Use> members(House house) {
        var uses = new ArrayList<Use>();
        for (ClassModel each : house.classes()) {
            String where = topLevel(name(each));
            for (PoolEntry entry : each.constantPool()) {
                if (entry instanceof MemberRefEntry ref) {
                    String member = ref.owner().asInternalName().replace('/', '.') + "."
                            + ref.name().stringValue();
                    uses.add(new Use(packageOf(name(each)), where, member.replace('$', '.')));
                }
            }
        }
        return uses;
    }

    private static boolean opens(String lock, String member) {
        return lock.endsWith(".*") ? member.startsWith(lock.substring(0, lock.length() - 1)) : lock.equals(member);
    }

    private static boolean exists(House house, String lock) {
        String owner = lock.substring(0, lock.lastIndexOf('.'));
        String member = lock.substring(lock.lastIndexOf('.') + 1);
        return house.classes().stream()
                .filter(each -> name(each).replace('/', '.').replace('$', '.').equals(owner))
                .anyMatch(each -> member.equals("*")
                        || each.methods().stream()
                                .anyMatch(method ->
                                        method.methodName().stringValue().equals(member)));
    }

    private static Set<String> typesOf(ClassModel model) {
        var types = new TreeSet<String>();
        for (PoolEntry entry : model.constantPool()) {
            if (entry instanceof ClassEntry type && type.asInternalName().startsWith(HOME)) {
                types.add(type.asInternalName());
            }
            if (entry instanceof Utf8Entry text && text.stringValue().contains("L" + HOME)) {
                var found = IN_DESCRIPTOR.matcher(text.stringValue());
                while (found.find()) {
                    types.add(found.group(1));
                }
            }
        }
        return types;
    }

    private static String name(ClassModel model) {
        return model.thisClass().asInternalName();
    }

    private static String packageOf(String internalName) {
        int end = internalName.lastIndexOf('/');
        return end < HOME.length()
                ? "root"
                : internalName.substring(HOME.length(), end).replace('/', '.');
    }

    private static String topLevel(String internalName) {
        String name = internalName.substring(HOME.length()).replace('/', '.');
        return name.contains("$") ? name.substring(0, name.indexOf('$')) : name;
    }

    private static String shortened(String member) {
        String text = member.replaceFirst("^[a-z.]+\\.(?=[A-Z])", "");
        return text.endsWith(".<init>") ? "new " + text.substring(0, text.length() - 7) : text;
    }
}
