package io.tidegate;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Which package may use which? Floors, arrows only downward, a few listed arrows inside a floor, and no circles.
/// It sees packages, not single classes.
record Floors(Map<String, Integer> floorOf, Set<Arrow> beside) {

    /// One package uses another.
    record Arrow(String from, String to) {
        @Override
        public String toString() {
            return from + " -> " + to;
        }
    }

    /// Reads the table: `FLOOR package...` and `package -> package  reason`.
    static Floors read(String table) {
        var floors = new HashMap<String, Integer>();
        var beside = new HashSet<Arrow>();
        for (String line : lines(table)) {
            List<String> words = List.of(line.split("\\s+"));
            if (words.size() > 3 && words.get(1).equals("->")) {
                beside.add(new Arrow(words.get(0), words.get(2)));
                continue;
            }
            int floor = Integer.parseInt(words.getFirst());
            for (String name : words.subList(1, words.size())) {
                if (floors.put(name, floor) != null) {
                    throw new IllegalArgumentException("`" + name + "` stands on two floors");
                }
            }
        }
        return new Floors(Map.copyOf(floors), Set.copyOf(beside));
    }

    /// The lines of a table without comments and blanks.
    static List<String> lines(String table) {
        return table.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }

    /// Every package that is not in the table.
    List<String> strangers(Collection<String> packages) {
        return new TreeSet<>(packages)
                .stream()
                        .filter(name -> !floorOf.containsKey(name))
                        .map(name -> "package `" + name + "` is on no floor of floors.txt")
                        .toList();
    }

    /// Every arrow that goes up, or sideways without being listed.
    List<String> wrong(Collection<Arrow> arrows) {
        return arrows.stream()
                .filter(arrow -> floorOf.containsKey(arrow.from()) && floorOf.containsKey(arrow.to()))
                .filter(arrow -> !goesDown(arrow) && !beside.contains(arrow))
                .map(arrow -> "`" + arrow + "` does not go down (floor " + floorOf.get(arrow.from()) + " to "
                        + floorOf.get(arrow.to()) + ")")
                .sorted()
                .toList();
    }

    /// One circle among packages, if there is any, as `a -> b -> a`.
    static Optional<String> circle(Collection<Arrow> arrows) {
        var next = new TreeMap<String, Set<String>>();
        arrows.forEach(arrow ->
                next.computeIfAbsent(arrow.from(), _ -> new TreeSet<>()).add(arrow.to()));
        var done = new HashSet<String>();
        for (String start : next.keySet()) {
            Optional<String> found = walk(start, next, List.of(), done);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> walk(
            String here, Map<String, Set<String>> next, List<String> path, Set<String> done) {
        if (path.contains(here)) {
            return Optional.of(String.join(" -> ", path.subList(path.indexOf(here), path.size())) + " -> " + here);
        }
        if (done.contains(here)) {
            return Optional.empty();
        }
        List<String> longer = Stream.concat(path.stream(), Stream.of(here)).toList();
        for (String to : next.getOrDefault(here, Set.of())) {
            Optional<String> found = walk(to, next, longer, done);
            if (found.isPresent()) {
                return found;
            }
        }
        done.add(here);
        return Optional.empty();
    }

    private boolean goesDown(Arrow arrow) {
        return floorOf.getOrDefault(arrow.from(), 0) > floorOf.getOrDefault(arrow.to(), 0);
    }
}
