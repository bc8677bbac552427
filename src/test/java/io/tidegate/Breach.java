package io.tidegate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Which rule is broken, where, and by what? `where` is a top-level class below `io.tidegate`.
record Breach(String rule, String where, String what) {

    /// A breach that is allowed, with its reason.
    record Allowed(Breach breach, String reason) {
        Allowed {
            if (reason.isBlank()) {
                throw new IllegalArgumentException("`" + breach + "` is allowed without a reason");
            }
        }
    }

    /// Reads lines of `rule | class | what | reason`.
    static List<Allowed> allowed(String table) {
        return Floors.lines(table).stream()
                .map(line -> line.split("\\s*\\|\\s*", 4))
                .map(part -> new Allowed(new Breach(part[0], part[1], part[2]), part[3]))
                .toList();
    }

    /// The breaches of one rule that nothing allows, and the allowances of that rule that nothing needs.
    static List<String> left(String rule, List<Breach> breaches, List<Allowed> allowances) {
        Set<Breach> allowed = new HashSet<>();
        for (Allowed each : allowances) {
            if (each.breach().rule().equals(rule)) {
                allowed.add(each.breach());
            }
        }
        var left = new ArrayList<String>();
        breaches.stream()
                .filter(each -> !allowed.contains(each))
                .map(Breach::toString)
                .distinct()
                .forEach(left::add);
        allowed.stream()
                .filter(each -> !breaches.contains(each))
                .map(each -> "allowed.txt allows what nobody does: " + each)
                .forEach(left::add);
        return left;
    }

    @Override
    public String toString() {
        return rule + " | " + where + " | " + what;
    }
}
