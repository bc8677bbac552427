package io.tidegate.config;

import io.tidegate.secret.SameSecrets;
import io.tidegate.secret.SecretRef;
import io.tidegate.secret.SecretSource.Fetched;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Do two servers use one secret, though the configuration does not say that they may? Then what one of them leaks
/// opens the other.
///
/// By what the secrets say, or by which key it is that we show in TLS, and by reference where they are not there. A
/// file that says nothing of sharing is warned, because such files were taken before; one that says which servers may
/// share is held to it.
final class SharedSecrets {
    private static final String HELP =
            "give each its own, or put both into one group of `secrets.shared`: [[one, other]]";

    private SharedSecrets() {}

    /// A secret that some key refers to.
    record Use(Place place, SecretRef reference, Fetched fetched) {
        /// The server whose key it is, if it is one's.
        Optional<String> server() {
            String[] keys = place.path().split("\\.", 3);
            return keys.length == 3 && keys[0].equals("servers") ? Optional.of(keys[1]) : Optional.empty();
        }
    }

    /// Which servers may share.
    record Sharing(List<List<String>> groups) {
        boolean allows(String one, String other) {
            return groups.stream().anyMatch(group -> group.contains(one) && group.contains(other));
        }
    }

    static void check(List<Use> uses, Optional<Sharing> sharing) {
        Map<SecretRef, List<Use>> byReference = new HashMap<>();
        SameSecrets<Use> byValue = new SameSecrets<>();
        for (Use use : uses) {
            if (use.server().isPresent()) {
                byReference
                        .computeIfAbsent(use.reference(), _ -> new ArrayList<>())
                        .add(use);
                if (use.fetched() instanceof Fetched.Found(var secret)) {
                    byValue.add(secret, use);
                }
            }
        }
        Set<Place> told = new HashSet<>();
        byValue.groups().forEach(same -> check(same, sharing, told));
        byReference.values().forEach(same -> check(same, sharing, told));
    }

    private static void check(List<Use> same, Optional<Sharing> sharing, Set<Place> told) {
        for (int at = 1; at < same.size(); at++) {
            Use use = same.get(at);
            same.subList(0, at).stream()
                    .filter(other -> !mayShare(use, other, sharing))
                    .findFirst()
                    .filter(_ -> told.add(use.place()))
                    .ifPresent(other -> tell(use, other, sharing));
        }
    }

    private static boolean mayShare(Use use, Use other, Optional<Sharing> sharing) {
        String one = use.server().orElseThrow();
        String second = other.server().orElseThrow();
        return one.equals(second)
                || sharing.filter(said -> said.allows(one, second)).isPresent();
    }

    private static void tell(Use use, Use other, Optional<Sharing> sharing) {
        String what = "is the same secret as `" + other.place().path() + "`, and servers may not share one unasked";
        if (sharing.isPresent()) {
            use.place().misplaced(what, HELP);
        } else {
            use.place().remark(what, HELP);
        }
    }
}
