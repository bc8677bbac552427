package io.tidegate.upstream;

import io.tidegate.catalog.Offers;
import io.tidegate.mcp.Offering;
import io.tidegate.mcp.ToolDefinition;
import java.util.Optional;
import java.util.function.Consumer;

/// What is known of what a server offers, and who is told of it?
final class Published {
    private Consumer<Offers> listener = _ -> {};
    private Optional<Offers> known = Optional.empty();
    private Optional<Offers> fresh = Optional.empty();
    private boolean marked;

    /// From now on `next` is told; at once where something is known.
    synchronized void to(Consumer<Offers> next) {
        listener = next;
        known.ifPresent(next);
    }

    /// As long as nothing else is known, it offers what the one before it did.
    void inherit(Published before) {
        Optional<Offers> itsFresh;
        Optional<Offers> itsKnown;
        synchronized (before) {
            itsFresh = before.fresh;
            itsKnown = before.known;
        }
        synchronized (this) {
            fresh = itsFresh;
            known = itsKnown;
        }
    }

    /// This is what it offers.
    synchronized void fresh(Offers offers) {
        fresh = Optional.of(offers);
        marked = false;
        tell(offers);
    }

    /// The tool of that name, as the server said it last.
    synchronized Optional<ToolDefinition> tool(String name) {
        return fresh.stream()
                .flatMap(offers -> offers.of(Offering.TOOL).stream())
                .filter(each -> each.name().equals(name))
                .findFirst()
                .map(ToolDefinition.class::cast);
    }

    /// Some of its lists could not be asked for anew: nobody may rely on what they hold any longer.
    synchronized void aged() {
        Optional<Offers> aged = fresh.map(Offers::aged);
        if (!marked && !aged.equals(fresh)) {
            aged.ifPresent(this::tell);
        }
        fresh = aged;
    }

    /// It is there again, and offers what it did.
    synchronized void again() {
        fresh.ifPresent(this::fresh);
    }

    /// This is what it offers as long as nothing is known of it.
    synchronized void unlessKnown(Offers offers) {
        if (fresh.isEmpty()) {
            fresh(offers);
        }
    }

    /// It can't be reached: it offers what it did, with a mark; nothing where it never was reached, so that nobody need
    /// wait for it any longer.
    synchronized void stale() {
        if (!marked) {
            marked = true;
            tell(fresh.map(StaleMark::on).orElse(Offers.NONE));
        }
    }

    private void tell(Offers offers) {
        known = Optional.of(offers);
        listener.accept(offers);
    }
}
