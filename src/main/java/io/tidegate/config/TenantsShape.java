package io.tidegate.config;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The shape of `tenants`, and what a tenant's own file may not have.
final class TenantsShape {
    static final String DESCRIPTION =
            "Gateways of their own in this process, each with its own file, served at /t/NAME/mcp.";

    /// The name of who has no tenants: it is nobody else's.
    static final String RESERVED = "default";

    private static final String HOST_NAME = "[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?";

    private TenantsShape() {}

    static final Type<Map<String, Tenant>> TYPE = Types.map(
            ServerShape.NAME,
            ServerShape.NAME_WORDS,
            new Type<>() {
                @Override
                public Optional<Tenant> read(Tree tree, Place place) {
                    return of(place.key()).read(tree, place);
                }

                @Override
                public Map<String, Object> schema() {
                    return of("").schema();
                }
            },
            64);

    private static Section<Tenant> of(String name) {
        return new Section<>(s -> {
            Key<Path> file = s.required(
                    "configuration", Addresses.path(), "Its own file: these same keys, without those of the host.");
            Key<String> host = s.optional(
                    "host",
                    Types.form(HOST_NAME, "a host name without a port, such as `acme.gateway.example`"),
                    "A host name that is its alone; there it is served at /mcp.");
            return values ->
                    new Tenant(name, values.get(file), values.find(host).map(text -> text.toLowerCase(Locale.ROOT)));
        });
    }

    /// Each has a file of its own, and names that are nobody else's.
    ///
    /// @param hosts names that are the host's own
    static void check(Values values, Place place, Key<Map<String, Tenant>> tenants, List<String> hosts) {
        Map<String, String> taken = new HashMap<>();
        hosts.forEach(
                host -> taken.put("host " + host.toLowerCase(Locale.ROOT).replaceFirst(":\\d+$", ""), "the host"));
        values.find(tenants).orElse(Map.of()).values().forEach(tenant -> {
            Place at = place.key("tenants", values.line(tenants))
                    .key(
                            tenant.name(),
                            values.fields(tenants).stream()
                                    .filter(field -> field.key().equals(tenant.name()))
                                    .findFirst()
                                    .map(Tree.Field::line)
                                    .orElse(values.line(tenants)));
            if (tenant.name().equals(RESERVED)) {
                at.misplaced("is the name of the host itself", "take another name");
            }
            unique(taken, "file " + tenant.file(), tenant, at.key("configuration", at.line()));
            tenant.host().ifPresent(host -> unique(taken, "host " + host, tenant, at.key("host", at.line())));
        });
    }

    private static void unique(Map<String, String> taken, String what, Tenant tenant, Place at) {
        String before = taken.putIfAbsent(what, "tenant `" + tenant.name() + "`");
        if (before != null) {
            at.misplaced("is the same as that of " + before, "each has its own");
        }
    }

    /// What the whole process has once stands in the host's file.
    static void refuse(Values values, Place place, List<Key<?>> ofHost, Key<Limits> limits) {
        for (Key<?> key : ofHost) {
            if (values.given(key)) {
                refuse(place.key(key.name(), values.line(key)));
            }
        }
        values.fields(limits).stream()
                .filter(field -> field.key().equals("connections"))
                .forEach(
                        field -> refuse(place.key("limits", values.line(limits)).key(field.key(), field.line())));
    }

    private static void refuse(Place at) {
        at.misplaced("is not taken in a tenant's file", "all tenants share it: it stands in the host's file");
    }
}
