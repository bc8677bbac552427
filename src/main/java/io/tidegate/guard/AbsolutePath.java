package io.tidegate.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A whole path by its text alone: no disk is asked.
///
/// @param volume the drive or the share; empty where there are none
/// @param names as they are written, `.` and `..` included
record AbsolutePath(String volume, List<String> names) {
    AbsolutePath {
        names = List.copyOf(names);
    }

    /// The same with more names behind it.
    AbsolutePath with(List<String> further) {
        List<String> all = new ArrayList<>(names);
        all.addAll(further);
        return new AbsolutePath(volume, all);
    }

    /// Whether it is one of these folders, or something below one, and stays so wherever it goes up. Whole names are
    /// compared: `reports-secret` is not in `reports`.
    ///
    /// @param folders without `.` and `..`
    boolean staysIn(List<AbsolutePath> folders, Letters letters) {
        List<String> at = new ArrayList<>();
        for (String name : names) {
            if (name.equals("..")) {
                if (!isIn(folders, at, letters)) {
                    return false;
                }
                if (!at.isEmpty()) {
                    at.removeLast();
                }
                if (!isIn(folders, at, letters)) {
                    return false;
                }
            } else if (!name.equals(".")) {
                at.add(name);
            }
        }
        return isIn(folders, at, letters);
    }

    private boolean isIn(List<AbsolutePath> folders, List<String> at, Letters letters) {
        return folders.stream()
                .anyMatch(folder -> same(volume, folder.volume, Letters.ANY)
                        && at.size() >= folder.names.size()
                        && startsWith(at, folder.names, letters));
    }

    private static boolean startsWith(List<String> names, List<String> first, Letters letters) {
        for (int at = 0; at < first.size(); at++) {
            if (!same(names.get(at), first.get(at), letters)) {
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
