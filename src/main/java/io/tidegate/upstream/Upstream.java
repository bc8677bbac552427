package io.tidegate.upstream;

import io.tidegate.catalog.Offers;
import io.tidegate.json.JsonDocument;
import io.tidegate.limit.Shares;
import io.tidegate.mcp.Era;
import io.tidegate.mcp.Offering;
import io.tidegate.mcp.RequestId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One server: keeps a link to it, renews it with growing pauses, and knows what it offers.
///
/// All of that happens on a thread of its own: a server that is slow to start delays nobody.
final class Upstream implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Upstream.class);
    private static final Duration PAUSE_FIRST = Duration.ofMillis(200);
    private static final Duration PAUSE_LAST = Duration.ofSeconds(30);
    /// A server that says without end that its list changed is asked for it only so often.
    private static final Duration LISTS_APART = Duration.ofSeconds(1);
    private static final int PROBES_MAX = 4;

    private final UpstreamSettings settings;
    private final Connector connector;
    private final InstantSource clock;
    private final Shares places;
    private final TaskPlaces tasks = new TaskPlaces();
    private final Waking waking;
    private final String name;
    private final Lists lists;
    private final Breaker breaker = new Breaker();
    private final Published published = new Published();
    private volatile Consumer<Set<Offering>> announcing = _ -> {};
    private final Revival revival;
    private final Rewatching rewatching;
    private final Watches watches = new Watches();
    private volatile @Nullable Link link;
    private final Condition condition;
    private volatile boolean closed;
    private final Elicited elicited = new Elicited();
    private final Hearing hearing;
    private final Renewals renewals;
    private final Optional<SignIn> signIn;
    private volatile @Nullable Upstream before;

    /// @param signIn where each user signs in to the server
    Upstream(
            UpstreamSettings settings,
            Connector connector,
            InstantSource clock,
            RandomGenerator random,
            Optional<SignIn> signIn) {
        this.signIn = signIn;
        this.settings = settings;
        this.name = settings.server().name();
        this.connector = connector;
        this.clock = clock;
        this.waking = new Waking(random);
        this.hearing = new Hearing(name, waking, new EraDoubt(clock));
        this.renewals = new Renewals(clock, waking, published);
        this.condition = new Condition(name);
        this.lists = new Lists(name, settings.startDeadline(), clock, random);
        this.revival = new Revival(clock);
        this.rewatching = new Rewatching(settings, watches, clock, random, hearing::lost);
        this.places = new Shares(settings.concurrency());
    }

    void start() {
        Thread.ofVirtual().name("server-" + name).start(this::keep);
    }

    UpstreamSettings settings() {
        return settings;
    }

    Condition condition() {
        return condition;
    }

    Optional<SignIn> signIn() {
        return signIn;
    }

    /// There may be a token now where there was none.
    void retry() {
        if (link == null) {
            waking.wake();
        }
    }

    /// Takes the place of another connection to the same server, which serves until this one was tried.
    void follow(Upstream earlier) {
        before = earlier;
        published.inherit(earlier.published);
    }

    /// Whether calls run here.
    boolean busy() {
        return places.free() < places.total();
    }

    /// Which of the connections serves now: this one, or the one before where this one was not tried yet.
    private Upstream serving() {
        Upstream earlier = before;
        return earlier != null && link == null && condition.state().pending() ? earlier.serving() : this;
    }

    /// Puts a question where there is a link and room for it.
    Step ask(Question question) throws LinkFailed {
        Upstream serving = serving();
        if (serving != this) {
            return serving.ask(question);
        }
        Link current = ready(question.asker());
        return OwnEra.only(
                current.era(), question.method(), placed(question, question.noted(clock, () -> current.ask(question))));
    }

    /// Goes on with a call that the server interrupted, which only those of the older era do.
    Step goOn(Pause pause, Map<RequestId, Reply> replies, Question question) throws LinkFailed {
        Step step = placed(question, question.noted(clock, () -> pause.goOn(replies, question)));
        return OwnEra.only(Era.STATEFUL, question.method(), step);
    }

    private Step placed(Question question, TaskPlaces.Asking asking) throws LinkFailed {
        return question.waitsForTask() ? tasks.within(question.payer(), asking) : within(question, asking);
    }

    Instant now() {
        return clock.instant();
    }

    /// From now on the listener is told when the resource changes.
    ///
    /// @throws LinkFailed if the server does not tell, or there is no room
    void watch(Asker asker, String uri, Instant deadline) throws LinkFailed {
        Link current = ready();
        if (!current.greeting(deadline).capabilities().can(Watched.needed(uri))) {
            throw new LinkFailed(LinkFailed.Why.MALFORMED, "the server does not tell of changes of resources");
        }
        if (!watches.add(asker.kept(), uri)) {
            throw new LinkFailed(LinkFailed.Why.NO_MEMORY, "too many resources are watched");
        }
        try {
            current.watch(asker, uri, deadline);
        } catch (LinkFailed failure) {
            unwatch(asker.listener(), uri);
            throw failure;
        }
    }

    /// Notes the pages that a session is sent to.
    void elicited(String session, JsonDocument asked) {
        elicited.note(session, asked);
    }

    Watches watches() {
        return watches;
    }

    /// The server hears of it when nobody in the listener's session there watches it any more.
    void unwatch(String listener, String uri) {
        Optional<Asker> last = watches.remove(listener, uri)
                .filter(asker -> !watches.in(asker.session()).contains(uri));
        Link current = link;
        if (current != null && last.isPresent()) {
            current.unwatch(last.get(), uri);
        }
    }

    /// Ends what a caller's session has at the server, or what a listener watches.
    void forget(String session) {
        watches.of(session).forEach(uri -> unwatch(session, uri));
        Link current = link;
        if (current != null) {
            current.forget(session);
        }
    }

    /// How it speaks; empty where that is not known now.
    Optional<Era> era() {
        Link current = serving().link;
        return current == null ? Optional.empty() : Optional.of(current.era());
    }

    private Link ready(Asker asker) throws LinkFailed {
        if (signIn.isPresent() && link == null && condition.state() == ServerState.SIGN_IN) {
            signIn.get().requireGranted(asker);
            retry();
            signIn.get().awaitLink();
        }
        return ready();
    }

    private Link ready() throws LinkFailed {
        Link current = link;
        if (condition.quarantined()) {
            throw new LinkFailed(LinkFailed.Why.CHANGED, condition.trouble());
        }
        if (current == null || !current.alive() || breaker.isOpen()) {
            throw LinkFailed.down(condition.trouble().isEmpty() ? "it is being started" : condition.trouble());
        }
        return current;
    }

    private Step within(Question question, TaskPlaces.Asking asking) throws LinkFailed {
        try (var _ =
                question.holding().atServer(places.take(question.payer(), 1).orElseThrow(LinkFailed::full))) {
            Step step = asking.ask();
            breaker.answered();
            return step;
        } catch (LinkFailed failure) {
            if (failure.why() == LinkFailed.Why.CHANGED) {
                condition.fail(failure); // whoever keeps the link lets it go
            }
            if (breaker.failed(failure.why()) || failure.why() == LinkFailed.Why.CHANGED) {
                waking.wake();
            }
            throw failure;
        }
    }

    private void keep() {
        Duration pause = PAUSE_FIRST;
        while (!closed && !condition.quarantined()) {
            Instant started = clock.instant();
            try (Link opened = connector.connect()) {
                if (closed) {
                    return;
                }
                opened.attach(new Unasked(watches, elicited, hearing));
                lists.clear();
                hearing.takeChanged();
                renew(opened, EnumSet.allOf(Offering.class));
                link = opened;
                signIn.ifPresent(SignIn::linked);
                condition.become(ServerState.READY, "");
                before = null;
                Thread.ofVirtual().start(() -> listen(opened));
                stay(opened);
            } catch (LinkFailed failure) {
                fail(failure);
            } catch (RuntimeException defect) {
                LOG.debug("the defect", defect);
                condition.become(
                        ServerState.DOWN,
                        "a defect of ours: " + defect.getClass().getSimpleName());
                published.stale();
            } finally {
                signIn.ifPresent(SignIn::unlinked);
                renewals.tried(false);
                link = null;
                before = null;
            }
            boolean lasted = Duration.between(started, clock.instant()).compareTo(PAUSE_LAST) > 0;
            pause = lasted ? PAUSE_FIRST : pause;
            waking.rest(pause);
            pause = pause.multipliedBy(2).compareTo(PAUSE_LAST) > 0 ? PAUSE_LAST : pause.multipliedBy(2);
        }
    }

    private void fail(LinkFailed failure) {
        condition.fail(failure);
        if (condition.state() != ServerState.SIGN_IN) {
            published.stale();
        }
        signIn.ifPresent(_ -> published.unlessKnown(SignIn.alone())); // who signs in may help
    }

    /// Renews the list when the server says that it changed, until the server goes away.
    private void stay(Link opened) throws LinkFailed {
        while (!closed
                && opened.alive()
                && !condition.quarantined()
                && !Thread.currentThread().isInterrupted()) {
            waking.await();
            opened.tend();
            Set<Offering> announced = hearing.takeChanged();
            Set<Offering> changed = EnumSet.noneOf(Offering.class);
            changed.addAll(announced);
            changed.addAll(lists.due());
            changed.addAll(renewals.due());
            if (!closed && opened.alive() && hearing.doubt().isOver(opened)) {
                opened.close();
            }
            if (breaker.isSuspected() && opened.alive() && !closed) {
                revival.examine(breaker, opened);
            }
            if (breaker.isOpen() && opened.alive() && !closed) {
                revive(opened);
            }
            if (!changed.isEmpty() && opened.alive() && !closed) {
                renewOrLater(opened, changed);
                if (!announced.isEmpty()) {
                    announcing.accept(announced);
                }
                waking.pause(LISTS_APART);
            }
        }
        condition.become(ServerState.DOWN, "the server went away");
    }

    /// Asks a server that did not answer something that means nothing, until it answers; else it is begun with anew.
    private void revive(Link opened) throws LinkFailed {
        condition.become(ServerState.DOWN, "the server does not answer");
        published.stale();
        Duration pause = PAUSE_FIRST;
        for (int probe = 0; probe < PROBES_MAX && !closed; probe++) {
            waking.rest(pause);
            if (revival.answers(opened)) {
                breaker.answered();
                published.again();
                condition.become(ServerState.READY, "");
                return;
            }
            pause = pause.multipliedBy(4);
        }
        throw new LinkFailed(LinkFailed.Why.SLOW, "the server does not answer");
    }

    /// A list that is not to be had is no reason to begin anew with the server: calls go on meanwhile.
    private void renewOrLater(Link opened, Set<Offering> kinds) throws LinkFailed {
        try {
            renew(opened, kinds);
        } catch (LinkFailed failure) {
            if (failure.isOfToken() || failure.why() == LinkFailed.Why.CHANGED || !opened.alive()) {
                throw failure;
            }
            lists.later(kinds);
            renewals.tried(false);
            published.aged();
            if (breaker.failed(failure.why())) {
                waking.wake();
            }
            LOG.info("server {} does not tell its lists now: {}", name, failure.getMessage());
        }
    }

    private void renew(Link opened, Set<Offering> kinds) throws LinkFailed {
        Offers offers = lists.renew(opened, kinds);
        opened.declared(lists.annotated());
        breaker.answered();
        published.fresh(signIn.isPresent() ? SignIn.beside(offers) : offers);
        renewals.tried(true);
    }

    /// Which lists there are, and whether there are newer ones.
    Renewals renewals() {
        return renewals;
    }

    /// Takes up again what was listened to before. Whom the server tells no more is told so.
    private void listen(Link opened) {
        Instant deadline = clock.instant().plus(settings.startDeadline());
        try {
            if (opened.greeting(deadline).tellsChanges()) {
                opened.listen();
            }
        } catch (LinkFailed silent) {
            LOG.info("server {} does not tell of changes: {}", name, silent.getMessage());
        }
        rewatching.all(opened, () -> opened.alive() && !closed);
    }

    /// From now on `next` is told which lists the server says that changed, once they are read anew.
    void onAnnounced(Consumer<Set<Offering>> next) {
        announcing = next;
    }

    void onUpdates(Updates next) {
        hearing.to(next);
    }

    /// From now on `listener` is told what the server offers; at once where that is known.
    void onOffers(Consumer<Offers> next) {
        published.to(next);
    }

    @Override
    public void close() {
        closed = true;
        condition.become(ServerState.STOPPED, "");
        Link current = link;
        if (current != null) {
            current.close();
        }
        waking.end();
        connector.close();
    }
}
