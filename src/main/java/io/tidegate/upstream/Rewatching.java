package io.tidegate.upstream;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does a server that was begun with anew tell again of what is watched there? It is asked for each resource, some
/// times where it does not answer; whom it tells no more is told so.
final class Rewatching {
    private static final Logger LOG = LoggerFactory.getLogger(Rewatching.class);
    private static final int ROUNDS = 5;
    private static final Duration PAUSE_FIRST = Duration.ofSeconds(1);

    private final UpstreamSettings settings;
    private final Watches watches;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Consumer<String> lost;

    /// @param lost takes the listener that is told no more of something
    Rewatching(
            UpstreamSettings settings,
            Watches watches,
            InstantSource clock,
            RandomGenerator random,
            Consumer<String> lost) {
        this.settings = settings;
        this.watches = watches;
        this.clock = clock;
        this.random = random;
        this.lost = lost;
    }

    private record Wanted(Asker asker, String uri) {}

    /// @param wanted whether that link is still the one
    void all(Link link, BooleanSupplier wanted) {
        List<Wanted> left = new ArrayList<>();
        watches.askers()
                .forEach(asker -> watches.of(asker.listener()).forEach(uri -> left.add(new Wanted(asker, uri))));
        Duration pause = PAUSE_FIRST;
        for (int round = 1; !left.isEmpty() && wanted.getAsBoolean(); round++) {
            left.removeIf(watched -> isWatchedAgain(link, watched));
            if (round == ROUNDS) {
                left.forEach(this::lose);
                return;
            }
            if (!left.isEmpty()) {
                rest(pause);
                pause = pause.multipliedBy(2);
            }
        }
    }

    private boolean isWatchedAgain(Link link, Wanted watched) {
        if (!watches.of(watched.asker().listener()).contains(watched.uri())) {
            return true; // nobody wants it any more
        }
        try {
            link.watch(watched.asker(), watched.uri(), clock.instant().plus(settings.startDeadline()));
            return true;
        } catch (LinkFailed failure) {
            return false;
        }
    }

    private void lose(Wanted watched) {
        if (watches.remove(watched.asker().listener(), watched.uri()).isPresent()) {
            LOG.info(
                    "server {} does not tell of a resource any more",
                    settings.server().name());
            lost.accept(watched.asker().listener());
        }
    }

    private void rest(Duration pause) {
        try {
            long jittered = (long) (pause.toMillis() * (0.75 + random.nextDouble() / 2));
            boolean _ = new CountDownLatch(1).await(jittered, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
