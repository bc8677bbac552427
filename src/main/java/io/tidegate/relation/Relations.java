package io.tidegate.relation;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidegate.cedar.Value;
import io.tidegate.config.Relation;
import io.tidegate.config.Relation.From;
import io.tidegate.identity.Authentication;
import io.tidegate.identity.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// All relations of one configuration, each with its source, and what their sources said lately.
///
/// Safe for any number of threads. Another configuration has another of these, which remembers nothing.
public final class Relations implements AutoCloseable {
    /// For a configuration without any.
    public static final Relations NONE = new Relations(Map.of(), new Times(() -> Instant.EPOCH, () -> 0), () -> {});

    private static final long ANSWERS_BYTES_MAX = 64L << 20;
    private static final int CONNECTIONS = 4;
    private static final int REQUESTS = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Map<String, One> all;
    private final Times times;
    private final Runnable end;

    /// A relation and how it is looked up.
    private record One(Relation relation, Lookup lookup) {
        /// Whether the caller's name is one of those that it has.
        boolean knows(Principal principal) {
            List<String> callers = relation.callers();
            return switch (principal.authentication()) {
                case Authentication.Anonymous _ -> false;
                case Authentication.OidcToken token -> callers.isEmpty() || callers.contains(token.issuer());
                case Authentication.ApiKey _, Authentication.Certificate _, Authentication.SystemUser _ ->
                    callers.isEmpty()
                            || callers.contains(principal.authentication().label());
            };
        }
    }

    private Relations(Map<String, One> all, Times times, Runnable end) {
        this.all = Map.copyOf(all);
        this.times = times;
        this.end = end;
    }

    /// Those of a configuration. Files are read; nobody else is asked yet.
    ///
    /// @throws RelationsBroken with every mistake, if a file can't be used
    public static Relations open(Collection<Relation> relations, Times times) throws RelationsBroken {
        Cache<Lookups.Key, Lookups.Answered> answers = Caffeine.newBuilder()
                .maximumWeight(ANSWERS_BYTES_MAX)
                .<Lookups.Key, Lookups.Answered>weigher((_, answered) -> Texts.bytes(answered.texts()))
                .executor(Runnable::run)
                .build();
        Map<String, One> all = new HashMap<>();
        List<Source> sources = new ArrayList<>();
        List<String> broken = new ArrayList<>();
        for (Relation relation : relations) {
            try {
                Lookup lookup =
                        switch (relation.from()) {
                            case From.File(var path) -> {
                                FileSource file = FileSource.open(relation.name(), path, times);
                                yield (user, _) -> file.ask(user);
                            }
                            case From.Sql sql -> {
                                SqlSource source = new SqlSource(sql);
                                sources.add(source);
                                yield new Lookups(terms(relation, sql.asking(), CONNECTIONS), source, answers, times);
                            }
                            case From.Http http -> {
                                HttpSource source = new HttpSource(http);
                                sources.add(source);
                                yield new Lookups(terms(relation, http.asking(), REQUESTS), source, answers, times);
                            }
                        };
                all.put(relation.name(), new One(relation, lookup));
            } catch (RelationsBroken mistakes) {
                broken.addAll(mistakes.reasons());
            }
        }
        if (!broken.isEmpty()) {
            sources.forEach(Source::close);
            throw new RelationsBroken(broken);
        }
        return new Relations(all, times, () -> sources.forEach(Source::close));
    }

    private static Lookups.Terms terms(Relation relation, Relation.Asking asking, int atOnce) {
        return new Lookups.Terms(relation.name(), asking, atOnce);
    }

    /// Of whoever calls, for one decision.
    ///
    /// @param until when the decision has to be there
    public Related of(Principal principal, Instant until) {
        return all.isEmpty() ? Related.NONE : new Seen(principal.id(), Optional.of(principal), until);
    }

    /// Of a user who does not call, however users prove who they are.
    public Related ofUser(String user, Instant until) {
        return new Seen(user, Optional.empty(), until);
    }

    /// Asks each source once, about somebody who need not be there: what is wrong, by relation; empty where nothing is.
    public Map<String, String> troubles(String user) {
        Map<String, String> troubles = new TreeMap<>();
        all.forEach((name, one) -> {
            try {
                one.lookup().of(user, PATIENCE);
                troubles.put(name, "");
            } catch (Unanswered _) {
                troubles.put(name, one.lookup().failure());
            }
        });
        return troubles;
    }

    /// What one decision sees: each relation is looked up once.
    private final class Seen implements Related {
        private final String user;
        private final Optional<Principal> principal;
        private final Instant until;
        private final Map<String, Optional<Value>> found = new HashMap<>();
        private final Set<String> unanswered = new TreeSet<>();

        Seen(String user, Optional<Principal> principal, Instant until) {
            this.user = user;
            this.principal = principal;
            this.until = until;
        }

        @Override
        public Optional<Value> texts(String relation) throws Unanswered {
            Optional<Value> known = found.get(relation);
            if (known != null) {
                return known;
            }
            if (unanswered.contains(relation)) {
                throw new Unanswered(relation);
            }
            One one = all.get(relation);
            Optional<Value> looked = one == null ? Optional.empty() : looked(one);
            found.put(relation, looked);
            return looked;
        }

        private Optional<Value> looked(One one) throws Unanswered {
            if (!principal.map(one::knows).orElse(!user.equals(Principal.ANONYMOUS_ID))) {
                return Optional.empty();
            }
            try {
                Duration left = Duration.between(times.clock().instant(), until);
                return Optional.of(one.lookup().of(user, left.isNegative() ? Duration.ZERO : left));
            } catch (Unanswered none) {
                unanswered.add(one.relation().name());
                throw none;
            }
        }

        @Override
        public Set<String> unanswered() {
            return Set.copyOf(unanswered);
        }

        @Override
        public Related asSeen() {
            return new AsSeen(found);
        }
    }

    /// What one decision saw, for another beside it.
    private static final class AsSeen implements Related {
        private final Map<String, Optional<Value>> found;
        private final Set<String> unanswered = new TreeSet<>();

        AsSeen(Map<String, Optional<Value>> found) {
            this.found = Map.copyOf(found);
        }

        @Override
        public Optional<Value> texts(String relation) throws Unanswered {
            Optional<Value> seen = found.get(relation);
            if (seen == null) {
                unanswered.add(relation);
                throw new Unanswered(relation);
            }
            return seen;
        }

        @Override
        public Set<String> unanswered() {
            return Set.copyOf(unanswered);
        }
    }

    @Override
    public void close() {
        end.run();
    }
}
