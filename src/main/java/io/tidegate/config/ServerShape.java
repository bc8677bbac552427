package io.tidegate.config;

import io.tidegate.http.TlsMaterial;
import io.tidegate.secret.Secret;
import io.tidegate.secret.Setting;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// The shapes of one server and one profile.
final class ServerShape {
    /// Names of servers and profiles.
    static final String NAME = "[a-z][a-z0-9-]{0,31}";

    static final String NAME_WORDS = "a name: small letters, digits and `-`, a letter first, at most 32";

    private static final String HEADER = "[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}"; // RFC 9110, token
    private static final String HEADER_WORDS = "the name of a header";
    private static final String VARIABLE = "[A-Za-z_][A-Za-z0-9_]{0,254}";
    private static final String VARIABLE_WORDS = "the name of an environment variable";
    private static final String PARAMETER = "[A-Za-z0-9._~\\[\\]-]{1,128}";
    private static final String PARAMETER_WORDS = "the name of a query parameter";

    private ServerShape() {}

    static final Type<Server> TYPE = new Type<>() {
        @Override
        public Optional<Server> read(Tree tree, Place place) {
            int before = place.missing().size();
            Optional<Server> server = of(place.key()).read(tree, place);
            List<Fault> missing = place.missing();
            List<Fault> its = missing.subList(before, missing.size());
            return its.isEmpty() ? server : server.map(read -> read.without(its));
        }

        @Override
        public Map<String, Object> schema() {
            return of("").schema();
        }
    };

    static final Type<Profile> PROFILE = new Type<>() {
        @Override
        public Optional<Profile> read(Tree tree, Place place) {
            return profile(place.key()).read(tree, place);
        }

        @Override
        public Map<String, Object> schema() {
            return profile("").schema();
        }
    };

    private static final Section<Apps> APPS = new Section<>(s -> {
        Key<List<String>> domains = s.with(
                "domains",
                Types.list(Types.form(Apps.DOMAIN, Apps.DOMAIN_WORDS), 0, 256),
                "[]",
                "Hosts that they may connect to, load from, frame and be served from.");
        Key<List<Apps.Permission>> permissions = s.with(
                "permissions", Types.list(Types.choice(Apps.Permission.class), 0, 4), "[]", "What they may ask for.");
        return values -> new Apps(values.get(domains), Set.copyOf(values.get(permissions)));
    });

    private static Section<Server> of(String name) {
        return new Section<>(s -> {
            Function<Values, Server.Reach> reach = reach(s);
            Key<Server.Era> era = s.with(
                    "era",
                    Types.choice(Server.Era.class),
                    "auto",
                    "Which era of the protocol it speaks; auto asks it.");
            Key<Server.Kind> kind = s.optional(
                    "class", Types.choice(Server.Kind.class), "What it is for; the classes of its tools go by it.");
            Key<String> owner = s.optional("owner", Types.text(128), "Who answers for it.");
            Key<Server.Trust> trust = s.with(
                    "trust",
                    Types.choice(Server.Trust.class),
                    "untrusted",
                    "Whether what it returns is marked as coming from outside.");
            Function<Values, Server.Bounds> bounds = bounds(s);
            Key<Apps> apps = s.with("apps", APPS, "{}", "What its MCP Apps may do. By default, nothing.");
            Key<List<Guard>> guards = s.with("guards", GuardShape.TYPE, "[]", "What is allowed of arguments.");
            Key<List<Server.Classed>> classes = s.with(
                    "classes",
                    ToolClassShape.TYPE,
                    "{}",
                    "What its tools can do: patterns over their names, with all their classes.");
            Key<List<Server.Labelled>> labels = s.with(
                    "labels",
                    LabelShape.TYPE,
                    "{}",
                    "Labels of what it returns: patterns over names and URIs, each with its labels.");
            Key<List<Server.Labelled>> fieldLabels = s.with(
                    "field-labels",
                    LabelShape.OF_FIELDS,
                    "{}",
                    "Labels of what tools return whose output schema has a field of such a name.");
            Key<List<Records>> records = s.with(
                    "records",
                    RecordsShape.TYPE,
                    "[]",
                    "Where the records are in answers: only those come back that policies let the caller see.");
            s.rule((values, place) -> values.find(guards).ifPresent(its -> {
                Place there = place.key("guards", values.line(guards));
                GuardShape.demandParameters(its, values.find(kind), there);
                if (values.given("run")) {
                    GuardShape.remarkMissing(its, there);
                }
            }));
            return values -> new Server(
                    name,
                    reach.apply(values),
                    values.get(era),
                    values.find(kind),
                    values.find(owner),
                    values.get(trust),
                    bounds.apply(values),
                    values.get(apps),
                    values.get(guards),
                    new Server.Said(
                            values.get(classes), values.get(labels), values.get(fieldLabels), values.get(records)));
        });
    }

    private static Function<Values, Server.Reach> reach(Section<Server> s) {
        Key<List<Setting>> run = s.optional(
                "run", Types.sequence(SecretTypes.argument(), 1, 256), "The command and its arguments, no shell.");
        Key<URI> url = s.optional("url", Addresses.url(), "Its address: https, or http on loopback.");
        Key<Secret> credential =
                s.optional("credential", SecretTypes.headerCredential(), "Sent as Authorization: Bearer. A reference.");
        Key<Map<String, Setting>> headers = s.with(
                "headers",
                Types.map(HEADER, HEADER_WORDS, SecretTypes.headerSetting(), 64),
                "{}",
                "Headers of its own; secrets by reference.");
        Key<Map<String, Setting>> query = s.with(
                "query",
                Types.map(PARAMETER, PARAMETER_WORDS, SecretTypes.lineSetting(), 64),
                "{}",
                "Parameters added to the url; secrets by reference.");
        Key<Authorization> authorization = s.optional(
                "authorization", AuthorizationShape.SECTION, "How tokens for it are got, instead of a `credential`.");
        Key<Map<String, Setting>> environment = s.with(
                "environment",
                Types.map(VARIABLE, VARIABLE_WORDS, SecretTypes.variable(), 256),
                "{}",
                "Its environment, which is empty otherwise; secrets by reference.");
        Key<Path> directory = s.optional("directory", Addresses.folder(), "The folder it is started in.");
        Key<TlsMaterial> tls = s.optional("tls", TlsShape.TYPE, "What it is held to, and what it is shown, over TLS.");
        Key<Server.Verify> verify = s.optional("verify", VerifyShape.TYPE, "What its process has to be.");
        s.exactlyOne(run, url);
        List.of(credential, authorization, headers, query, tls).forEach(key -> s.onlyWith(key, url));
        List.of(environment, directory, verify).forEach(key -> s.onlyWith(key, run));
        s.rule((values, place) -> refuseReserved(values, place, headers, credential));
        s.rule((values, place) -> refuseSecond(values, place, authorization, credential));
        s.rule((values, place) -> refuseSecondHeader(values, place, authorization, headers));
        s.rule((values, place) -> refuseSecretCommand(values, place, run));
        s.rule((values, place) -> warnOfArguments(values, place, run));
        s.rule((values, place) -> VerifyShape.check(values, place, run, verify));
        s.rule((values, place) -> values.find(url)
                .filter(address -> values.given(tls) && !"https".equalsIgnoreCase(address.getScheme()))
                .ifPresent(
                        _ -> place.key("tls", values.line(tls)).misplaced("is not taken without an https `url`", "")));
        return values -> values.find(url)
                .<Server.Reach>map(address -> new Server.Reach.Remote(
                        address,
                        values.find(credential),
                        values.get(headers),
                        values.get(query),
                        values.find(authorization),
                        values.find(tls)))
                .orElseGet(() ->
                        run(values.get(run), values.get(environment), values.find(directory), values.find(verify)));
    }

    private static Server.Reach run(
            List<Setting> words,
            Map<String, Setting> environment,
            Optional<Path> directory,
            Optional<Server.Verify> verify) {
        String command =
                switch (words.getFirst()) {
                    case Setting.Plain(String text) -> text;
                    case Setting.Hidden _ -> throw new IllegalStateException("a secret command was not refused");
                };
        return new Server.Reach.Run(command, words.subList(1, words.size()), environment, directory, verify);
    }

    private static void refuseSecretCommand(Values values, Place place, Key<List<Setting>> run) {
        values.find(run)
                .map(List::getFirst)
                .filter(first -> first instanceof Setting.Hidden
                        || (first instanceof Setting.Plain(String text) && text.isBlank()))
                .ifPresent(_ ->
                        place.key("run", values.line(run)).misplaced("must begin with a command in plain text", ""));
    }

    /// Any program of the machine may read them, in `/proc` or with `ps`.
    private static void warnOfArguments(Values values, Place place, Key<List<Setting>> run) {
        values.find(run)
                .filter(words -> words.stream().skip(1).anyMatch(Setting.Hidden.class::isInstance))
                .ifPresent(_ -> place.key("run", values.line(run))
                        .remark(
                                "puts a secret on a command line, which other programs of the machine can read",
                                "write it as a variable of `environment`, if the server takes it from there"));
    }

    private static void refuseReserved(
            Values values, Place place, Key<Map<String, Setting>> headers, Key<Secret> credential) {
        for (Tree.Field field : values.fields(headers)) {
            Place at = place.key("headers", field.line()).key(Quoted.cut(field.key()), field.line());
            if (Server.isTransportHeader(field.key())) {
                at.misplaced("is a header of the transport", "leave it out");
            } else if (field.key().equalsIgnoreCase("authorization") && values.given(credential)) {
                at.misplaced("stands beside `credential`, which is sent in the same header", "give one of them");
            }
        }
    }

    private static void refuseSecond(
            Values values, Place place, Key<Authorization> authorization, Key<Secret> credential) {
        if (values.given(authorization) && values.given(credential)) {
            place.key("authorization", values.line(authorization))
                    .misplaced("stands beside `credential`, which is sent in the same header", "give one of them");
        }
    }

    private static void refuseSecondHeader(
            Values values, Place place, Key<Authorization> authorization, Key<Map<String, Setting>> headers) {
        for (Tree.Field field : values.given(authorization) ? values.fields(headers) : List.<Tree.Field>of()) {
            if (field.key().equalsIgnoreCase("authorization")) {
                place.key("headers", field.line())
                        .key(Quoted.cut(field.key()), field.line())
                        .misplaced("stands beside `authorization`, whose token is sent in it", "give one of them");
            }
        }
    }

    private static Function<Values, Server.Bounds> bounds(Section<Server> s) {
        Key<Duration> deadline =
                s.with("deadline", Quantities.duration("100ms", "1h"), "60s", "How long one call may take.");
        Key<Duration> start =
                s.with("start-deadline", Quantities.duration("100ms", "10m"), "20s", "How long it may take to start.");
        Key<Integer> concurrency = s.with(
                "concurrency",
                Types.number(1, 10_000),
                "64",
                "Calls to it at once, of one caller at most as many as are then left.");
        return values -> new Server.Bounds(values.get(deadline), values.get(start), values.get(concurrency));
    }

    private static Section<Profile> profile(String name) {
        return new Section<>(s -> {
            Key<List<String>> servers = s.required(
                    "servers", Types.list(Types.form(NAME, "a server's name"), 1, 1_000), "The servers that it shows.");
            Key<List<String>> tools = s.optional(
                    "tools",
                    Types.list(
                            Types.form("[A-Za-z0-9_./*-]{1,128}", "a tool's name, where `*` stands for anything"),
                            1,
                            1_000),
                    "The tools that it shows, as names with `*`. Without it, every tool of its servers.");
            Key<List<List<Identity.Proof>>> require = s.optional(
                    "require", IdentityShape.REQUIRE, "What callers must show here, instead of `identity.require`.");
            return values -> new Profile(
                    name,
                    values.get(servers),
                    values.find(tools)
                            .<Profile.Tools>map(Profile.Tools.Matching::new)
                            .orElseGet(Profile.Tools.Every::new),
                    values.find(require));
        });
    }
}
