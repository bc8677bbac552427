package io.tidegate.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// Finds the known word that was most likely meant.
public final class Suggestion {
    private static final int LONGEST = 64;

    private Suggestion() {}

    /// `did you mean X?` in the words of an error, or nothing when no known word is near.
    public static String help(String word, Collection<String> known) {
        return nearest(word, known).map(near -> "did you mean `" + near + "`?").orElse("");
    }

    /// The nearest known word: at most one slip for three letters.
    static Optional<String> nearest(String word, Collection<String> known) {
        if (word.length() > LONGEST) {
            return Optional.empty();
        }
        int allowed = Math.max(1, word.length() / 3);
        return known.stream()
                .filter(candidate -> distance(plain(word), plain(candidate)) <= allowed)
                .min(Comparator.comparingInt(candidate -> distance(plain(word), plain(candidate))));
    }

    /// `apiKeys`, `api_keys` and `api-keys` are the same word.
    private static String plain(String word) {
        return word.replaceAll("[^A-Za-z0-9]", "").toLowerCase(java.util.Locale.ROOT);
    }

    /// Edit distance where swapping two neighbours is one slip.
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(a, b, i, j, cost);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int cheapest(String a, String b, int i, int j, int[][] cost) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int best = Math.min(cost[i - 1][j - 1] + (same ? 0 : 1), Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
    }
}
