package io.tidegate.control;

import io.tidegate.call.Delivery;
import io.tidegate.call.Recipient;
import io.tidegate.catalog.Target;
import io.tidegate.catalog.Tool;
import io.tidegate.identity.Principal;
import java.util.Optional;

/// Between whom is data on its way?
///
/// @param tool the server's own name of it; nothing where it is about no tool
/// @param caller nobody where it is for everybody, as definitions are
public record Concerned(String server, Optional<String> tool, Optional<Principal> caller) {
    static Concerned of(Target target, Principal caller) {
        return new Concerned(
                target.server().name(),
                target instanceof Tool tool ? Optional.of(tool.name()) : Optional.empty(),
                Optional.of(caller));
    }

    static Concerned of(Delivery delivery) {
        return switch (delivery.to()) {
            case Recipient.Asker(var call) -> of(call.target(), call.caller().principal());
            case Recipient.Listener listener ->
                of(listener.about(), listener.caller().principal());
            case Recipient.Everybody _ -> new Concerned(delivery.from().name(), Optional.empty(), Optional.empty());
        };
    }
}
