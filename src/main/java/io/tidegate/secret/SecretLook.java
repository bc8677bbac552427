package io.tidegate.secret;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Says whether a name, or a value, looks like that of a secret. It guesses: a secret that looks like a word is not
/// seen, and that is why secrets have to be given by reference where a name tells.
public final class SecretLook {
    private static final Set<String> WORDS = Set.of(
            "token",
            "key",
            "apikey",
            "secret",
            "password",
            "passwd",
            "pwd",
            "passphrase",
            "authorization",
            "auth",
            "credential",
            "credentials",
            "bearer",
            "cookie",
            "pat",
            "dsn");

    /// Endings of one-word names such as `APITOKEN` or `accesskey`.
    private static final List<String> ENDINGS = List.of("token", "secret", "password", "passwd", "apikey", "accesskey");

    /// Words that make a name say something about a secret, and not be one: `KEY_FILE`, `TOKEN_URL`.
    private static final Set<String> ABOUT = Set.of(
            "file",
            "path",
            "dir",
            "url",
            "uri",
            "id",
            "name",
            "type",
            "ttl",
            "limit",
            "limits",
            "count",
            "max",
            "length",
            "expiry",
            "sock",
            "issuer",
            "audience",
            "enabled",
            "mode",
            "timeout",
            "region");

    private static final Pattern BETWEEN = Pattern.compile("[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])");

    /// Published prefixes of tokens, and the shapes of JSON Web Tokens and of private keys.
    private static final Pattern TOKEN = Pattern.compile("(?:^|[^A-Za-z0-9])(?:"
            + "gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\\w{20,}|glpat-[\\w-]{15,}"
            + "|xox[abeoprs]-[\\w-]{10,}|xapp-[\\w-]{10,}"
            + "|sk-[A-Za-z0-9_-]{16,}|(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{10,}"
            + "|A(?:KIA|SIA)[A-Z0-9]{16}|AIza[\\w-]{30,}|ya29\\.[\\w-]{10,}"
            + "|npm_[A-Za-z0-9]{20,}|pypi-[\\w-]{20,}|hf_[A-Za-z0-9]{20,}|dop_v1_[a-f0-9]{20,}"
            + "|ntn_[A-Za-z0-9]{20,}|secret_[A-Za-z0-9]{20,}|lin_api_\\w{20,}|sntry[su]_[\\w=+/-]{20,}"
            + "|figd_[\\w-]{20,}|pat[A-Za-z0-9]{14}\\.[a-f0-9]{20,}|tg_[A-Za-z0-9]{20,}"
            + "|eyJ[\\w-]{8,}\\.[\\w-]{8,}\\.[\\w-]*|-----BEGIN [A-Z ]*PRIVATE KEY-----)");

    /// An address with a password in it: `scheme://user:password@host`.
    private static final Pattern PASSWORD_IN_ADDRESS = Pattern.compile("\\w+://[^/\\s:@]*:[^/\\s@]+@");

    private SecretLook() {}

    /// Whether a variable, header, option or query parameter of this name most likely holds a secret.
    public static boolean ofName(String name) {
        String[] words = BETWEEN.split(name, -1);
        if (words.length == 0) {
            return false;
        }
        String last = words[words.length - 1].toLowerCase(Locale.ROOT);
        if (ABOUT.contains(last)) {
            return false;
        }
        for (String word : words) {
            String lower = word.toLowerCase(Locale.ROOT);
            if (WORDS.contains(lower) || ENDINGS.stream().anyMatch(lower::endsWith)) {
                return true;
            }
        }
        return false;
    }

    /// Whether this value has the shape of a token, a private key, or an address with a password in it.
    public static boolean ofValue(String value) {
        return TOKEN.matcher(value).find() || PASSWORD_IN_ADDRESS.matcher(value).find();
    }
}
