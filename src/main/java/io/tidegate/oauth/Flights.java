package io.tidegate.oauth;

import io.tidegate.oauth.OauthFailed.Fault;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Is somebody else asking for the same already? Then their answer is taken: an authorization server is asked once,
/// however many calls wait.
final class Flights<V> {
    private static final Duration MOST = Duration.ofSeconds(30); // a few fetches of five seconds each

    private final ConcurrentHashMap<String, CompletableFuture<Landed<V>>> underWay = new ConcurrentHashMap<>();

    interface Work<V> {
        V done() throws OauthFailed;
    }

    private sealed interface Landed<V> {
        record Well<V>(V value) implements Landed<V> {}

        record Badly<V>(OauthFailed failure) implements Landed<V> {}
    }

    V join(String key, Work<V> work) throws OauthFailed {
        CompletableFuture<Landed<V>> mine = new CompletableFuture<>();
        CompletableFuture<Landed<V>> theirs = underWay.putIfAbsent(key, mine);
        Landed<V> landed = theirs == null ? flown(key, work, mine) : awaited(theirs);
        return switch (landed) {
            case Landed.Well<V>(V value) -> value;
            case Landed.Badly<V>(OauthFailed failure) -> throw failure;
        };
    }

    private Landed<V> flown(String key, Work<V> work, CompletableFuture<Landed<V>> mine) {
        Landed<V> landed = new Landed.Badly<>(new OauthFailed(Fault.AUTHORIZATION_SERVER, "the request broke off"));
        try {
            landed = new Landed.Well<>(work.done());
        } catch (OauthFailed failure) {
            landed = new Landed.Badly<>(failure);
        } finally {
            underWay.remove(key, mine);
            mine.complete(landed);
        }
        return landed;
    }

    private static <V> Landed<V> awaited(CompletableFuture<Landed<V>> theirs) {
        try {
            return theirs.get(MOST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Landed.Badly<>(new OauthFailed(Fault.CALLER, "stopped while waiting for a token"));
        } catch (ExecutionException | TimeoutException _) {
            return new Landed.Badly<>(
                    new OauthFailed(Fault.AUTHORIZATION_SERVER, "the authorization server does not answer in time"));
        }
    }
}
