package io.tidegate.gate;

import io.tidegate.call.Arrival;
import io.tidegate.call.Caller;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Refused;
import io.tidegate.catalog.Catalog;
import io.tidegate.catalog.Tool;
import io.tidegate.crypto.SealBroken;
import io.tidegate.identity.Principal;
import io.tidegate.mcp.Message;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Which server's task is this, and whose? The ids that clients see are sealed: they name the server, the tool and the
/// server's own id, and are of use to nobody but the caller that got them (MCP 2025-11-25, Tasks; extension
/// `io.modelcontextprotocol/tasks`).
///
/// They do not expire: how long a task is kept is its server's affair.
public final class TaskIds {
    private static final String CONTEXT = "task\n";
    private static final String AT = "@"; // no server's name begins with it
    private static final int OWN_MAX = 1_024;
    private static final int LENGTH_MAX = 4_096;

    private final Seals seals;
    private final Catalog catalog;

    public TaskIds(Seals seals, Catalog catalog) {
        this.seals = seals;
        this.catalog = catalog;
    }

    /// A task that a caller named.
    record Task(Tool tool, String own) {}

    /// @throws Refused if the server's own id is beyond measure
    String seal(Arrival arrival, Tool tool, String own) throws Refused {
        if (own.isEmpty() || own.length() > OWN_MAX) {
            throw new Refused(Refusal.of(Reason.ANSWER_MALFORMED, "The server made a task without a usable id."));
        }
        String place = seals.node().map(node -> AT + node + "\n").orElse("");
        String plain = place + String.join("\n", tool.server().name(), tool.name(), own);
        return seals.aead().sealText(plain, associated(arrival.caller().principal(), arrival.profile()));
    }

    /// @throws Refused if this caller was given no such id, or the tool that made the task is gone
    Task open(Caller caller, String profile, String id) throws Refused {
        try {
            if (id.length() > LENGTH_MAX) {
                throw unknown();
            }
            String opened = seals.aead().openText(id, associated(caller.principal(), profile));
            Optional<String> node = node(opened);
            if (node.filter(its -> !seals.isHere(its)).isPresent()) {
                throw States.away("This task", node.get());
            }
            String whole = node.isEmpty() ? opened : opened.substring(opened.indexOf('\n') + 1);
            String[] parts = whole.split("\n", 3);
            Tool tool = catalog.tool(profile, parts[0], parts[1]).orElseThrow(() -> missing(profile, parts[0]));
            return new Task(tool, parts[2]);
        } catch (SealBroken foreign) {
            throw unknown();
        }
    }

    private static Optional<String> node(String opened) {
        return opened.startsWith(AT) ? Optional.of(opened.substring(1, opened.indexOf('\n'))) : Optional.empty();
    }

    /// The node that keeps what there is of the task that this request names, where that is another one than this.
    Optional<String> elsewhere(Principal principal, String profile, Message.Request request) {
        Optional<String> id = request.params().root().string("taskId").filter(text -> text.length() <= LENGTH_MAX);
        if (id.isEmpty() || seals.node().isEmpty()) {
            return Optional.empty();
        }
        try {
            return node(seals.aead().openText(id.get(), associated(principal, profile)))
                    .filter(its -> !seals.isHere(its));
        } catch (SealBroken foreign) {
            return Optional.empty(); // it is refused when it is a call
        }
    }

    /// Whoever has the id knows of the server already.
    private Refused missing(String profile, String server) {
        return catalog.isUnheard(profile, server) ? Goals.unheard(server) : unknown();
    }

    private static Refused unknown() {
        return new Refused(Refusal.of(Reason.UNKNOWN_TASK, "Unknown task."));
    }

    /// To whom the ids are of use.
    static String owner(Caller caller, String profile) {
        return caller.principal().key() + "\n" + profile;
    }

    private static byte[] associated(Principal principal, String profile) {
        return (CONTEXT + principal.key() + "\n" + profile).getBytes(StandardCharsets.UTF_8);
    }
}
