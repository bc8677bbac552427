package io.tidegate.control;

import io.tidegate.call.Call;
import io.tidegate.call.ControlId;
import io.tidegate.call.Reason;
import io.tidegate.call.Verdict;
import io.tidegate.config.Guard;
import io.tidegate.config.Server;
import io.tidegate.guard.Disk;
import io.tidegate.guard.Letters;
import io.tidegate.guard.PathFault;
import io.tidegate.guard.PathRules;
import io.tidegate.guard.PathStyle;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;

/// Is each path that a server gets inside the folders that the operator allowed, however the server reads it?
///
/// Does not see paths in other arguments than those it is bound to, and no change of links after its look.
final class PathRoots implements BeforeControl {
    private static final int TOLD_MAX = 8;

    private final Bindings<PathRules> bindings;

    PathRoots(Guards guards) {
        this.bindings = guards.bound(Guard.Rule.Paths.class, PathRoots::rules);
    }

    @Override
    public ControlId id() {
        return ControlId.PATH_ROOTS;
    }

    @Override
    public Verdict judge(Call call) {
        return bindings.judge(call, Reason.PATH_NOT_ALLOWED, PathRoots::objection);
    }

    /// A process has this machine's files, and begins in its folder; of another server nothing is known.
    private static PathRules rules(Server server, Guard.Rule.Paths paths) {
        PathStyle style = PathStyle.of(paths.roots().getFirst()).orElseThrow();
        Optional<Server.Reach.Run> process = Optional.of(server.reach())
                .filter(Server.Reach.Run.class::isInstance)
                .map(Server.Reach.Run.class::cast)
                .filter(_ -> style == PathStyle.here());
        Optional<String> folder = process.flatMap(Server.Reach.Run::directory)
                .map(Path::toAbsolutePath)
                .map(Path::toString);
        return new PathRules(
                paths.roots(),
                paths.base().or(() -> folder),
                paths.letters().orElse(style == PathStyle.WINDOWS ? Letters.ANY : Letters.EXACT),
                paths.disk().orElse(process.isPresent() ? Disk.SHARED : Disk.SEPARATE));
    }

    private static Optional<Objection> objection(PathRules rules, Given given) {
        Optional<PathFault> fault =
                switch (given.kind()) {
                    case TEXT -> rules.judge(given.text());
                    case URI -> rules.judgeUri(given.text());
                    case NUMBER, TRUTH, UNFIT -> Optional.of(PathFault.NOT_TEXT);
                };
        return fault.map(each -> new Objection(each.code(), each.sentence(), allowed(rules)));
    }

    private static String allowed(PathRules rules) {
        String roots = rules.roots().stream()
                .limit(TOLD_MAX)
                .map(root -> "`" + root + "`")
                .collect(Collectors.joining(", "));
        int more = rules.roots().size() - TOLD_MAX;
        return "Allowed are paths in " + roots + (more > 0 ? " and " + more + " more" : "") + ".";
    }
}
