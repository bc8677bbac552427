package io.tidegate.policy;

import com.cedarpolicy.model.exception.AuthException;
import io.tidegate.catalog.KnownTools;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Do policies that name tools still fit these tools' arguments? A server can change them at any time, and so turn a
/// `forbid` off: an argument of another name is not there, and one of another type equals nothing.
final class Fit {
    private final List<PolicyText> policies;
    private final List<SourceFiles.Source> sources;
    private final Set<String> named;
    private World world;
    private Map<String, String> schemas;
    private volatile Map<String, List<PolicyRef>> unfit = Map.of();
    private volatile List<PolicyText> misfits = List.of();

    /// @param sources of the policies
    /// @param world that they fit
    Fit(List<PolicyText> policies, List<SourceFiles.Source> sources, World world) {
        this.policies = policies;
        this.sources = sources;
        this.named =
                policies.stream().flatMap(policy -> policy.tools().stream()).collect(Collectors.toSet());
        this.world = world.with(ours(world.tools()));
        this.schemas = schemas(this.world.tools());
    }

    /// Why a tool can't be called or listed; nothing for one that the policies fit.
    Optional<Decision> refusal(Question question) {
        Map<String, List<PolicyRef>> now = unfit;
        return now.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(now.get(question.about().id()))
                        .map(misfits -> Decision.undecidable(misfits, Set.of()));
    }

    /// What is wrong with them now; nothing where these servers have what they had at the last check.
    synchronized Optional<List<Problem>> renew(Map<String, KnownTools.Heard> servers) {
        Map<String, KnownTools.Heard> all = new HashMap<>(world.tools().servers());
        all.putAll(servers);
        World next = world.with(ours(new KnownTools(all)));
        Map<String, String> now = schemas(next.tools());
        if (now.equals(schemas)) {
            return Optional.empty();
        }
        List<Problem> problems = check(next);
        world = next;
        schemas = now;
        return Optional.of(problems);
    }

    private List<Problem> check(World next) {
        try {
            Reader.Read read = Reader.read(next, sources, List.of());
            boolean told = !read.unfit().isEmpty() || read.problems().isEmpty();
            refuse(
                    told
                            ? policies.stream()
                                    .filter(policy -> read.unfit().contains(policy.key()))
                                    .toList()
                            : policies);
            return read.problems();
        } catch (AuthException _) {
            refuse(policies);
            return List.of(new Problem("policies", 0, "Cedar cannot check them together"));
        }
    }

    private void refuse(List<PolicyText> found) {
        misfits = found;
        unfit = of(found);
    }

    /// Those that did not fit at the last check.
    List<PolicyText> misfits() {
        return misfits;
    }

    private static Map<String, List<PolicyRef>> of(List<PolicyText> misfits) {
        Map<String, List<PolicyRef>> unfit = new HashMap<>();
        for (PolicyText misfit : misfits) {
            misfit.tools().forEach(tool -> unfit.computeIfAbsent(tool, _ -> new ArrayList<>())
                    .add(misfit.ref()));
        }
        return Map.copyOf(unfit);
    }

    /// Letter by letter: what has no type can be asked for as well.
    private static Map<String, String> schemas(KnownTools tools) {
        Map<String, String> schemas = new HashMap<>();
        tools.servers().forEach((server, heard) -> heard.tools()
                .forEach(tool -> schemas.putIfAbsent(
                        server + "/" + tool.name(), tool.inputSchema().json())));
        return schemas;
    }

    /// What is looked at of them.
    private KnownTools ours(KnownTools tools) {
        Map<String, KnownTools.Heard> ours = new HashMap<>();
        tools.servers().forEach((server, heard) -> {
            if (named.stream().anyMatch(tool -> tool.startsWith(server + "/"))) {
                ours.put(
                        server,
                        new KnownTools.Heard(
                                heard.at(),
                                heard.tools().stream()
                                        .filter(tool -> named.contains(server + "/" + tool.name()))
                                        .toList()));
            }
        });
        return new KnownTools(ours);
    }
}
