package io.tidegate.control;

import io.tidegate.call.Call;
import io.tidegate.call.ControlId;
import io.tidegate.call.Reason;
import io.tidegate.call.Verdict;
import io.tidegate.config.Guard;
import io.tidegate.guard.UrlFault;
import io.tidegate.guard.UrlRules;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Is each URL that a server gets one that the operator lets it go to?
///
/// Does not see where a name leads, nor where a server is sent on to: that is for whoever watches what it connects to.
final class UrlTarget implements BeforeControl {
    private static final int TOLD_MAX = 8;

    private final Bindings<UrlRules> bindings;

    UrlTarget(Guards guards) {
        this.bindings = guards.bound(
                Guard.Rule.Urls.class,
                (_, urls) -> new UrlRules(Set.copyOf(urls.schemes()), urls.hosts(), Set.copyOf(urls.ports())));
    }

    @Override
    public ControlId id() {
        return ControlId.URL_TARGET;
    }

    @Override
    public Verdict judge(Call call) {
        return bindings.judge(call, Reason.URL_NOT_ALLOWED, UrlTarget::objection);
    }

    private static Optional<Objection> objection(UrlRules rules, Given given) {
        Optional<UrlFault> fault =
                switch (given.kind()) {
                    case TEXT, URI -> rules.judge(given.text());
                    case NUMBER, TRUTH, UNFIT -> Optional.of(UrlFault.NOT_TEXT);
                };
        return fault.map(each -> new Objection(each.code(), each.sentence(), allowed(rules)));
    }

    private static String allowed(UrlRules rules) {
        String schemes = rules.schemes().stream()
                .sorted()
                .map(scheme -> "`" + scheme.name().toLowerCase(Locale.ROOT) + "://`")
                .collect(Collectors.joining(", "));
        String hosts = rules.hosts().stream()
                .limit(TOLD_MAX)
                .map(host -> "`" + host + "`")
                .collect(Collectors.joining(", "));
        int more = rules.hosts().size() - TOLD_MAX;
        return "Allowed are " + schemes + " and "
                + (hosts.isEmpty() ? "public hosts" : "the hosts " + hosts + (more > 0 ? " and " + more + " more" : ""))
                + ".";
    }
}
