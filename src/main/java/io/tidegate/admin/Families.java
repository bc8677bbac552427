package io.tidegate.admin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Puts several texts of Prometheus' format 0.0.4 together: what is told of one name must stand in one place, under
/// one `# HELP` and `# TYPE`.
final class Families {
    private static final String HELP = "# HELP ";
    private static final String TYPE = "# TYPE ";

    private Families() {}

    /// @param texts as Micrometer writes them: `# HELP`, `# TYPE`, then the samples of that name
    static String together(List<String> texts) {
        Map<String, StringBuilder> heads = new LinkedHashMap<>();
        Map<String, StringBuilder> samples = new LinkedHashMap<>();
        for (String text : texts) {
            Map<String, StringBuilder> before = new LinkedHashMap<>(samples);
            String name = "";
            for (String line : text.lines().toList()) {
                if (line.startsWith(HELP) || line.startsWith(TYPE)) {
                    name = line.substring(HELP.length()).split(" ", 2)[0];
                    if (!before.containsKey(name)) {
                        heads.computeIfAbsent(name, _ -> new StringBuilder())
                                .append(line)
                                .append('\n');
                    }
                } else {
                    samples.computeIfAbsent(name, _ -> new StringBuilder())
                            .append(line)
                            .append('\n');
                }
            }
        }
        StringBuilder whole = new StringBuilder();
        samples.forEach((name, lines) ->
                whole.append(heads.getOrDefault(name, new StringBuilder())).append(lines));
        return whole.toString();
    }
}
