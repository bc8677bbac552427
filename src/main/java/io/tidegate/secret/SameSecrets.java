package io.tidegate.secret;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Which of many secrets say the same? What they say does not leave this class, not even as a digest.
public final class SameSecrets<T> {
    private final Map<String, List<T>> holders = new LinkedHashMap<>();

    /// @param holder who has that secret
    public void add(Secret secret, T holder) {
        holders.computeIfAbsent(secret.reveal(Purpose.COMPARISON), _ -> new ArrayList<>())
                .add(holder);
    }

    /// The holders, by what their secrets say, in the order in which they were added.
    public List<List<T>> groups() {
        return holders.values().stream().map(List::copyOf).toList();
    }

    @Override
    public String toString() {
        return "SameSecrets(hidden)";
    }
}
