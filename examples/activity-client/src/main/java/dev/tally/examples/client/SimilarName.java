package dev.tally.examples.client;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that somebody who mistyped one may have meant. */
final class SimilarName {
    private static final int MOST_TYPING_ERRORS = 3;

    private SimilarName() {}

    /** Returns the name that was not typed to its end, else the one with the fewest typing errors; empty if no name is similar. */
    static Optional<String> to(String typed, Collection<String> names) {
        if (typed.length() < 2 || typed.length() > 80) {
            return Optional.empty();
        }
        Optional<String> longer =
                names.stream().filter(name -> name.startsWith(typed)).sorted().findFirst();
        return longer.or(() -> names.stream()
                .filter(name -> changes(typed, name) <= Math.min(MOST_TYPING_ERRORS, name.length() / 3))
                .min(Comparator.comparingInt((String name) -> changes(typed, name))
                        .thenComparing(Comparator.naturalOrder())));
    }

    /** Returns the Levenshtein distance; case does not matter. */
    private static int changes(String typed, String name) {
        String from = typed.toLowerCase(Locale.ROOT);
        String to = name.toLowerCase(Locale.ROOT);
        int[] row = new int[to.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
