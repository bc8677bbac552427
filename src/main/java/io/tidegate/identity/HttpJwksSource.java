package io.tidegate.identity;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Fetches a provider's documents with the JDK's client. One deadline covers connecting, headers and body.
/// Trusts the JDK's certificate authorities and goes through the JDK's proxy, if one is set.
public final class HttpJwksSource implements JwksSource, AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final int BYTES_MAX = 256 * 1024; // large providers publish 10 KB

    private final Duration deadline;
    private @Nullable HttpClient client; // made when first needed: it is not cheap, and many gateways never need it

    public HttpJwksSource() {
        this(DEADLINE);
    }

    HttpJwksSource(Duration deadline) {
        this.deadline = deadline;
    }

    private synchronized HttpClient client() {
        HttpClient known = client;
        if (known == null) {
            known = HttpClient.newBuilder()
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(deadline)
                    .executor(Executors.newVirtualThreadPerTaskExecutor())
                    .build();
            client = known;
        }
        return known;
    }

    @Override
    public byte[] fetch(URI address) throws IOException {
        if (!Addresses.allowed(address)) {
            throw new IOException("keys are fetched over https, or from this machine");
        }
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(deadline)
                .header("Accept", "application/json")
                .build();
        HttpResponse<byte[]> response = send(request);
        if (response.statusCode() != 200) {
            throw new IOException("the provider answered " + response.statusCode());
        }
        return response.body();
    }

    private HttpResponse<byte[]> send(HttpRequest request) throws IOException {
        // The request's own timeout ends with the headers, so the whole is waited for with a deadline of ours.
        CompletableFuture<HttpResponse<byte[]>> answer =
                client().sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), BYTES_MAX));
        try {
            return answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw new IOException("the provider did not answer in time", late);
        } catch (ExecutionException failure) {
            throw new IOException("the provider cannot be reached, or answered too much", failure.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while fetching", interrupted);
        } finally {
            answer.cancel(true);
        }
    }

    @Override
    public synchronized void close() {
        HttpClient known = client;
        if (known != null) {
            known.shutdownNow();
        }
    }
}
