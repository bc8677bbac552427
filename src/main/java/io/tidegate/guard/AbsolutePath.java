package io.tidegate.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A whole path without `.` and `..`, by its text alone: no disk is asked.
///
/// @param volume the drive or the share; empty where there are none
record AbsolutePath(String volume, List<String> names) {
    AbsolutePath {
        List<String> plain = new ArrayList<>();
        for (String name : names) {
            if (name.equals("..")) {
                if (!plain.isEmpty()) {
                    plain.removeLast();
                }
            } else if (!name.equals(".")) {
                plain.add(name);
            }
        }
        names = List.copyOf(plain);
    }

    /// Where these names lead from here.
    AbsolutePath with(List<String> further) {
        List<String> all = new ArrayList<>(names);
        all.addAll(further);
        return new AbsolutePath(volume, all);
    }

    /// Whether it is this folder, or something below it. Whole names are compared: `reports-secret` is not in
    /// `reports`.
    boolean isIn(AbsolutePath root, Letters letters) {
        if (names.size() < root.names.size() || !same(volume, root.volume, Letters.ANY)) {
            return false;
        }
        for (int at = 0; at < root.names.size(); at++) {
            if (!same(names.get(at), root.names.get(at), letters)) {
                return false;
            }
        }
        return true;
    }

    private static boolean same(String one, String other, Letters letters) {
        return switch (letters) {
            case EXACT -> one.equals(other);
            case ANY -> folded(one).equals(folded(other));
        };
    }

    private static String folded(String name) {
        return name.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }
}
