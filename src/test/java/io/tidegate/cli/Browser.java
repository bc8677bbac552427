package io.tidegate.cli;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A browser without a window: keeps cookies, sends forms, follows where it is sent only when told to.
public final class Browser implements AutoCloseable {
    private static final Pattern FORM = Pattern.compile("name=\"form\" value=\"([^\"]+)\"");

    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, String> cookies = new ConcurrentHashMap<>();

    public HttpResponse<String> get(URI url) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(url));
    }

    public HttpResponse<String> post(URI url, String form, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    /// The JDK's own cookies are of an older form, which no browser has.
    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        if (!cookies.isEmpty()) {
            request.header(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(each -> each.getKey() + "=" + each.getValue())
                            .collect(Collectors.joining("; ")));
        }
        HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        for (String set : answer.headers().allValues("Set-Cookie")) {
            String pair = set.substring(0, (set + ";").indexOf(';'));
            cookies.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        return answer;
    }

    /// Keeps the cookies of another browser too, changed so.
    public void takes(Browser other, UnaryOperator<String> change) {
        other.cookies.forEach((name, value) -> cookies.put(name, change.apply(value)));
    }

    /// The form that the page has, filled in.
    public static String form(HttpResponse<String> page, String key) {
        Matcher form = FORM.matcher(page.body());
        if (!form.find()) {
            throw new AssertionError(page.body());
        }
        return "form=" + URLEncoder.encode(form.group(1), StandardCharsets.UTF_8) + "&key=" + key + "&agree=yes";
    }

    /// Agrees on that page, and comes back; the last answer.
    public HttpResponse<String> agree(URI page, String key) throws IOException, InterruptedException {
        return get(toCallback(page, key));
    }

    /// Agrees on that page, and is sent back: to where.
    public URI toCallback(URI page, String key) throws IOException, InterruptedException {
        return location(get(toIssuer(page, key)));
    }

    /// Agrees on that page, and is sent to the authorization server: to where.
    public URI toIssuer(URI page, String key) throws IOException, InterruptedException {
        return location(post(page, form(get(page), key)));
    }

    public static URI location(HttpResponse<String> answer) {
        return URI.create(answer.headers().firstValue("Location").orElseThrow(() -> new AssertionError(answer.body())));
    }

    @Override
    public void close() {
        http.close();
    }
}
