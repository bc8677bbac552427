package io.tidegate.config;

import io.tidegate.secret.Secret;
import io.tidegate.secret.SecretLook;
import io.tidegate.secret.SecretRef;
import io.tidegate.secret.SecretSource;
import io.tidegate.secret.Setting;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;

/// The types that may hold secrets. A secret is given by reference only, and no error ever shows a value.
final class SecretTypes {
    private static final String HELP =
            "put it in an environment variable and write ${env:NAME}, or ${file:path}, or ${vault:mount/path#field},"
                    + " or ${aws-sm:name#field}";
    private static final int LONGEST = 8 << 10; // a header's usual limit
    private static final int LONGEST_OF_PROCESS = 65_536; // a class path is long; Linux takes 131,072 bytes a word

    private static final String NO_HEADER =
            "is no value of a header: it has blanks around it, or letters that are not Latin-1";

    /// Stands for a secret that is missing, until the server that needs it is left out.
    private static final Secret NONE = Secret.of("");

    private SecretTypes() {}

    /// How many lines a value may have.
    private enum Lines {
        ONE,
        /// One, of what a header can have.
        HEADER,
        ANY
    }

    /// A reference, fetched; its value has to fit on one line.
    static Type<Secret> credential() {
        return reference(Lines.ONE);
    }

    /// The same, to be sent in a header (RFC 9110, section 5.5).
    static Type<Secret> headerCredential() {
        return reference(Lines.HEADER);
    }

    /// A reference, fetched; its value may have several lines, as a private key has.
    static Type<Secret> key() {
        return reference(Lines.ANY);
    }

    private static Type<Secret> reference(Lines fits) {
        return new ScalarType<>(
                "a reference: ${env:NAME}, ${file:path}, ${vault:mount/path#field} or ${aws-sm:name#field}",
                Types.ordered("type", "string", "pattern", SecretRef.PATTERN),
                (text, place) -> switch (SecretRef.parse(text)) {
                    case SecretRef.Parsed.Reference(SecretRef reference) -> fetch(reference, place, fits);
                    case SecretRef.Parsed.Literal _ -> {
                        place.misplaced("takes secrets only by reference", HELP);
                        yield Optional.empty();
                    }
                    case SecretRef.Parsed.Malformed(String why) -> {
                        place.misplaced(why, "");
                        yield Optional.empty();
                    }
                },
                Set.of(Tree.Kind.values()));
    }

    /// A header's value: a reference, or plain text that does not look secret.
    static Type<Setting> headerSetting() {
        return setting(Lines.HEADER, (name, value) -> SecretLook.ofName(name) || SecretLook.ofValue(value));
    }

    /// A query parameter's: the same.
    static Type<Setting> lineSetting() {
        return setting(Lines.ONE, (name, value) -> SecretLook.ofName(name) || SecretLook.ofValue(value));
    }

    /// A variable's value: the same, but it may have several lines.
    static Type<Setting> variable() {
        return setting(Lines.ANY, (name, value) -> SecretLook.ofName(name) || SecretLook.ofValue(value));
    }

    /// A word of a command line: a reference, or plain text that does not look secret. May be empty.
    static Type<Setting> argument() {
        return setting(Lines.ANY, (_, value) -> SecretLook.ofValue(value));
    }

    private static Type<Setting> setting(Lines fits, BiPredicate<String, String> secret) {
        return new ScalarType<>("text", Map.of("type", "string"), (text, place) -> switch (SecretRef.parse(text)) {
            case SecretRef.Parsed.Reference(SecretRef reference) ->
                fetch(reference, place, fits).map(value -> new Setting.Hidden(reference, value));
            case SecretRef.Parsed.Malformed(String why) -> {
                place.misplaced(why, "");
                yield Optional.empty();
            }
            case SecretRef.Parsed.Literal(String value) -> {
                if (!value.isEmpty() && secret.test(place.key(), value)) {
                    place.misplaced("looks like a secret; secrets are taken only by reference", HELP);
                    yield Optional.empty();
                }
                yield plain(value, place, fits);
            }
        });
    }

    private static Optional<Setting> plain(String value, Place place, Lines fits) {
        int most = fits == Lines.ANY ? LONGEST_OF_PROCESS : LONGEST;
        if (value.indexOf('\0') >= 0 || value.length() > most || (fits != Lines.ANY && !oneLine(value))) {
            String lines = fits == Lines.ANY ? "" : ", on one line";
            place.misplaced(String.format(Locale.ROOT, "must be text of at most %,d characters%s", most, lines), "");
            return Optional.empty();
        }
        if (fits == Lines.HEADER && !Secret.of(value).fitsHeader()) {
            place.misplaced(NO_HEADER, "");
            return Optional.empty();
        }
        return Optional.of(new Setting.Plain(value));
    }

    private static Optional<Secret> fetch(SecretRef reference, Place place, Lines fits) {
        return switch (place.fetch(reference)) {
            case SecretSource.Fetched.Found(Secret secret) -> {
                if (fits != Lines.ANY && !secret.fitsOneLine(LONGEST)) {
                    place.misplaced("points at a value that does not fit on one line", "");
                    yield Optional.empty();
                }
                if (fits == Lines.HEADER && !secret.fitsHeader()) {
                    place.misplaced(NO_HEADER, "");
                    yield Optional.empty();
                }
                yield Optional.of(secret);
            }
            case SecretSource.Fetched.Missing(String why, boolean withdrawn) -> {
                place.missing(why, withdrawn);
                yield Optional.of(NONE);
            }
        };
    }

    private static boolean oneLine(String value) {
        return value.chars().noneMatch(Character::isISOControl);
    }

    /// The same where nobody could be let in without its secrets: one that is not there is a mistake of the whole file.
    static <T> Type<T> needed(Type<T> type) {
        return new Type<>() {
            @Override
            public Optional<T> read(Tree tree, Place place) {
                int before = place.missing().size();
                Optional<T> read = type.read(tree, place);
                if (place.missing().size() > before) {
                    place.misplaced("needs a secret that is not there", "set it for `tidegate serve`");
                    return Optional.empty();
                }
                return read;
            }

            @Override
            public Map<String, Object> schema() {
                return type.schema();
            }
        };
    }
}
