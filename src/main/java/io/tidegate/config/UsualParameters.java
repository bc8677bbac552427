package io.tidegate.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Which arguments does a guard look at that names none? Those that servers of this class usually have for it. A list
/// under such a name counts as what is in it. docs/tool-classes.md has the table.
final class UsualParameters {
    private static final List<Pointer> PATHS = named("""
            path paths file files filename file_path file_paths filePath filePaths directory dir folder cwd
            working_directory workingDirectory repo_path repoPath old_path new_path oldPath newPath""");
    private static final List<Pointer> PLACES = named("""
            root source src destination dest dst target from to source_path destination_path sourcePath
            destinationPath""");
    private static final List<Pointer> URLS =
            named("url urls uri uris href link links address endpoint target_url targetUrl");
    private static final List<Pointer> QUERIES = named("sql query queries statement statements");
    private static final List<Pointer> COMMANDS = named("command commands cmd");
    private static final List<Pointer> RECIPIENTS = named("""
            to cc bcc recipient recipients channel channels channel_id channelId email emails phone address addresses""");

    private UsualParameters() {}

    private static List<Pointer> named(String names) {
        return Stream.of(names.split("\\s+")).map(Pointer::new).toList();
    }

    static List<Pointer> of(Optional<Server.Kind> kind, Guard.Rule rule) {
        return kind.map(its -> of(its, rule)).orElse(List.of());
    }

    private static List<Pointer> of(Server.Kind kind, Guard.Rule rule) {
        return switch (rule) {
            case Guard.Rule.Paths _
            when kind == Server.Kind.FILES ->
                Stream.concat(PATHS.stream(), PLACES.stream()).toList();
            case Guard.Rule.Paths _ -> kind == Server.Kind.REPOSITORY ? PATHS : List.of();
            case Guard.Rule.Urls _ ->
                kind == Server.Kind.BROWSER || kind == Server.Kind.BROWSER_AUTOMATION ? URLS : List.of();
            case Guard.Rule.Sql _ ->
                kind == Server.Kind.DATABASE || kind == Server.Kind.ANALYTICS ? QUERIES : List.of();
            case Guard.Rule.Command _ -> kind == Server.Kind.SHELL ? COMMANDS : List.of();
            case Guard.Rule.Recipients _ -> kind == Server.Kind.MESSAGING ? RECIPIENTS : List.of();
            case Guard.Rule.Listed _, Guard.Rule.Range _ -> List.of();
        };
    }
}
