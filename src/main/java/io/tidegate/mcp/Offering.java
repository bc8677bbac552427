package io.tidegate.mcp;

import java.util.Arrays;

/// The four kinds of things that a server offers in lists.
public enum Offering {
    TOOL(Method.TOOLS_LIST, "tools", "name", Method.TOOLS_CHANGED),
    PROMPT(Method.PROMPTS_LIST, "prompts", "name", Method.PROMPTS_CHANGED),
    RESOURCE(Method.RESOURCES_LIST, "resources", "uri", Method.RESOURCES_CHANGED),
    TEMPLATE(Method.TEMPLATES_LIST, "resourceTemplates", "uriTemplate", Method.RESOURCES_CHANGED);

    private final String method;
    private final String member;
    private final String key;
    private final String changed;

    Offering(String method, String member, String key, String changed) {
        this.method = method;
        this.member = member;
        this.key = key;
        this.changed = changed;
    }

    /// Whether this method lists things of some kind.
    public static boolean isListed(String method) {
        return Arrays.stream(values()).anyMatch(kind -> kind.method.equals(method));
    }

    /// The method that lists them.
    public String method() {
        return method;
    }

    /// The member of a list's result that holds them.
    public String member() {
        return member;
    }

    /// The member of a definition that names it.
    public String key() {
        return key;
    }

    /// The notification that says that the list changed.
    public String changed() {
        return changed;
    }
}
