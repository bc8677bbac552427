package io.tidegate.policy;

import io.tidegate.config.PolicyRepository;
import io.tidegate.policy.SourceFiles.Source;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryBuilder;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevTree;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/// What stands in the policy files of a commit? Reads them from the repository's objects, never from the work tree, so
/// that what counts is one commit, whole, whatever is being checked out meanwhile.
///
/// Asks nobody for anything: neither `git` nor a network, nor the configuration of whoever runs this.
final class GitSources {
    private static final int FILES_MAX = 1000;
    private static final long BYTES_MAX = 1 << 20;
    private static final int DIGITS = 12;

    private final PolicyRepository from;
    private final List<Problem> problems;
    private final List<Source> sources = new ArrayList<>();

    private GitSources(PolicyRepository from, List<Problem> problems) {
        this.from = from;
        this.problems = problems;
    }

    /// The sources in a commit; what is wrong with them goes to `problems`.
    static List<Source> read(PolicyRepository from, List<Problem> problems) {
        GitSources git = new GitSources(from, problems);
        git.read();
        return List.copyOf(git.sources);
    }

    private void read() {
        QuietGit.beSure();
        RepositoryBuilder builder = new RepositoryBuilder().setMustExist(true);
        boolean isWorkTree = Files.exists(from.repository().resolve(".git"));
        if (isWorkTree) {
            builder.setWorkTree(from.repository().toFile());
        } else {
            builder.setGitDir(from.repository().toFile()).setBare();
        }
        try (Repository repository = builder.build();
                RevWalk walk = new RevWalk(repository)) {
            ObjectId id = repository.resolve(from.ref() + "^{commit}");
            if (id == null) {
                wrong(from.repository().toString(), "there is no commit `" + from.ref() + "`");
            } else {
                read(repository, walk.parseCommit(id));
            }
        } catch (IOException | RuntimeException unreadable) {
            // Damaged objects show in many ways.
            wrong(
                    from.repository().toString(),
                    "`" + from.ref()
                            + "` can't be read as a commit of a Git repository; check its files, owner and mode");
        }
    }

    private void read(Repository repository, RevCommit commit) throws IOException {
        PersonIdent ident = commit.getAuthorIdent();
        String by = ident.getName() + " <" + ident.getEmailAddress() + ">";
        Author author = new Author(by, ident.getWhenAsInstant(), Optional.of(commit.name()));
        String place = from.repository() + "@" + commit.name().substring(0, DIGITS);
        Optional<ObjectId> folder = folder(repository, commit.getTree(), place);
        if (folder.isEmpty()) {
            return;
        }
        try (TreeWalk files = new TreeWalk(repository)) {
            files.addTree(folder.get());
            while (files.next()) {
                String path =
                        from.folder().isEmpty() ? files.getPathString() : from.folder() + "/" + files.getPathString();
                if (path.endsWith(".cedar")) {
                    if (sources.size() == FILES_MAX) {
                        wrong(place + "/" + path, "there are more than " + FILES_MAX + " policy files");
                        return;
                    }
                    read(repository, files, place + "/" + path, author);
                }
            }
        }
    }

    private Optional<ObjectId> folder(Repository repository, RevTree top, String place) throws IOException {
        if (from.folder().isEmpty()) {
            return Optional.of(top);
        }
        try (TreeWalk found = TreeWalk.forPath(repository, from.folder(), top)) {
            if (found == null) {
                wrong(place + "/" + from.folder(), "there is no such folder in the commit");
                return Optional.empty();
            }
            if (!found.getFileMode(0).equals(FileMode.TREE)) {
                wrong(place + "/" + from.folder(), kind(found.getFileMode(0)) + ", and no folder of the commit");
                return Optional.empty();
            }
            return Optional.of(found.getObjectId(0));
        }
    }

    private void read(Repository repository, TreeWalk files, String name, Author author) throws IOException {
        FileMode mode = files.getFileMode(0);
        if (!mode.equals(FileMode.REGULAR_FILE) && !mode.equals(FileMode.EXECUTABLE_FILE)) {
            wrong(name, kind(mode) + ", and no file of the commit");
            return;
        }
        ObjectLoader blob = repository.open(files.getObjectId(0));
        if (blob.getSize() > BYTES_MAX) {
            wrong(name, "the file is larger than 1 MB; split it");
            return;
        }
        try {
            sources.add(new Source(
                    name, SourceFiles.text(blob.getCachedBytes((int) BYTES_MAX)), List.of(), Optional.of(author)));
        } catch (CharacterCodingException _) {
            wrong(name, "the file is not UTF-8 text");
        }
    }

    private static String kind(FileMode mode) {
        if (mode.equals(FileMode.SYMLINK)) {
            return "it is a link";
        }
        if (mode.equals(FileMode.GITLINK)) {
            return "it is a submodule";
        }
        return mode.equals(FileMode.TREE) ? "it is a folder" : "it is a file";
    }

    private void wrong(String file, String what) {
        problems.add(new Problem(file, 0, what));
    }
}
