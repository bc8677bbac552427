package io.tidegate.cli;

import io.tidegate.control.Concerned;
import io.tidegate.identity.Principal;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/// Between whom is data on its way, as a command line says it? Between nobody in particular where it says nothing.
final class Concerns {
    @Option(names = "--tool", paramLabel = "SERVER__TOOL", description = "the tool whose arguments or answers they are")
    private Optional<String> tool = Optional.empty();

    @Option(names = "--user", paramLabel = "NAME", description = "the user who calls")
    private Optional<String> user = Optional.empty();

    @Option(names = "--groups", split = ",", paramLabel = "NAME", description = "the user's groups")
    private Set<String> groups = Set.of();

    @Option(names = "--roles", split = ",", paramLabel = "NAME", description = "the user's roles")
    private Set<String> roles = Set.of();

    /// @throws IllegalArgumentException where something is no name
    Concerned concerned() {
        if (user.isEmpty() && !(groups.isEmpty() && roles.isEmpty())) {
            throw new IllegalArgumentException("`--groups` and `--roles` are a user's; give `--user` too");
        }
        Optional<Principal> caller = user.map(
                name -> new Supposed.Who(name, groups, roles, Optional.empty()).principal(Principal.DEFAULT_TENANT));
        if (tool.isEmpty()) {
            return new Concerned("", Optional.empty(), caller);
        }
        String name = tool.get();
        int cut = name.indexOf("__");
        if (cut <= 0 || cut + 2 == name.length()) {
            throw new IllegalArgumentException(
                    "`" + Report.printable(name) + "` is no tool's name; write `SERVER__TOOL`");
        }
        return new Concerned(name.substring(0, cut), Optional.of(name.substring(cut + 2)), caller);
    }
}
