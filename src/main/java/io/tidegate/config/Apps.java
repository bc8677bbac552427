package io.tidegate.config;

import java.util.List;
import java.util.Set;

/// What the apps of a server may do, where they ask for it (MCP Apps, SEP-1865: `csp` and `permissions`).
///
/// @param domains hosts, each with the ports of HTTPS or with one of its own; `*.` in front stands for any host below
/// @param permissions what a browser asks a person for
public record Apps(List<String> domains, Set<Permission> permissions) {
    /// Apps may show themselves, and that is all.
    public static final Apps NOTHING = new Apps(List.of(), Set.of());

    private static final String LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
    private static final String BELOW = "\\*\\." + LABEL + "(\\." + LABEL + "){1,31}";
    private static final String EXACT = LABEL + "(\\." + LABEL + "){0,31}";

    static final String DOMAIN = "(" + BELOW + "|" + EXACT + ")(:[1-9][0-9]{0,4})?";
    static final String DOMAIN_WORDS =
            "a host in small letters, such as `api.example.com`, `*.example.com` or `localhost:3000`";

    public Apps {
        domains = List.copyOf(domains);
        permissions = Set.copyOf(permissions);
        for (String domain : domains) {
            if (!domain.matches(DOMAIN)) {
                throw new IllegalArgumentException("not " + DOMAIN_WORDS);
            }
        }
    }

    /// What a browser asks a person for (Permissions Policy); each goes by the name that MCP Apps has for it.
    public enum Permission {
        CAMERA("camera"),
        MICROPHONE("microphone"),
        GEOLOCATION("geolocation"),
        CLIPBOARD_WRITE("clipboardWrite");

        private final String member;

        Permission(String member) {
            this.member = member;
        }

        /// The member of `permissions` that asks for it.
        public String member() {
            return member;
        }
    }
}
