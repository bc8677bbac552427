package io.tidegate.bench;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// How many users' first calls a second go through, each with a token (ES256) that was never seen, beside calls with
/// tokens that were; and what does it take to be called as a tenant? One gateway, with `bench/identity.yaml`, whose
/// tenant is the same again: ratios are taken inside a round. Run by `bench/identity/run`.
final class FirstCalls {
    private static final int KEYS_PORT = 18_460;
    private static final int PORT = 18_461;
    private static final int CONNECTIONS = 32;
    private static final int FIRST = 2_500; // in a phase
    private static final int SEEN = 1_000;
    private static final List<String> PATHS = List.of("/mcp", "/t/acme/mcp");
    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

    private final KeyPair key;
    private final List<Long> pids = new ArrayList<>();
    private final AtomicInteger users = new AtomicInteger();

    private FirstCalls() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        key = generator.generateKeyPair();
    }

    /// What one phase came to.
    private record Outcome(double rate, double micros, long bad) {
        String words() {
            return "%,.0f calls/s, %,.0f us of processor time a call".formatted(rate, micros);
        }
    }

    private static String number(BigInteger value) {
        byte[] bytes = value.toByteArray();
        byte[] fixed = new byte[32];
        int length = Math.min(32, bytes.length);
        System.arraycopy(bytes, bytes.length - length, fixed, 32 - length, length);
        return TEXT.encodeToString(fixed);
    }

    private void publish() throws IOException {
        var point = ((ECPublicKey) key.getPublic()).getW();
        byte[] keys = "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"k\",\"x\":\"%s\",\"y\":\"%s\"}]}"
                .formatted(number(point.getAffineX()), number(point.getAffineY()))
                .getBytes(StandardCharsets.UTF_8);
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), KEYS_PORT), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, keys.length);
            exchange.getResponseBody().write(keys);
            exchange.close();
        });
        server.start();
    }

    private String token() {
        try {
            int user = users.getAndIncrement();
            long now = System.currentTimeMillis() / 1_000;
            String claims = """
                    {"iss":"https://login.example.com","aud":["account","bench"],"sub":"6f0c1d9e-0000-4000-8000-%012d","azp":"editor",
                     "iat":%d,"exp":%d,"jti":"%d","scope":"openid crm:read crm:write","preferred_username":"user-%d",
                     "email":"user-%d@example.com","groups":["support","staff","emea"],
                     "realm_access":{"roles":["auditor","offline_access"]}}""".formatted(user, now, now + 3_600, user, user, user);
            String signed = TEXT.encodeToString("{\"alg\":\"ES256\",\"kid\":\"k\"}".getBytes(StandardCharsets.UTF_8))
                    + "." + TEXT.encodeToString(claims.getBytes(StandardCharsets.UTF_8));
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(key.getPrivate());
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + TEXT.encodeToString(signature.sign());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private List<String> tokens(int count) {
        return IntStream.range(0, count).mapToObj(_ -> token()).toList();
    }

    private static byte[] call(String path, String token) {
        String body = "{\"jsonrpc\":\"2.0\",\"id\":100000000,\"method\":\"tools/call\",\"params\":{\"name\":\"echo\",\"arguments\":"
                + "{\"text\":\"" + Text.prose(1_700) + "\",\"limit\":10},\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":"
                + "\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{}}}}";
        return ("POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + PORT
                        + "\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\nAuthorization: Bearer "
                        + token + "\r\nMCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: echo\r\n"
                        + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.UTF_8);
    }

    /// Closed load on 32 connections: call after call, as long as there is a next one and the time is not over.
    private Outcome load(IntFunction<byte[]> calls, int most, double seconds) throws Exception {
        AtomicInteger next = new AtomicInteger();
        AtomicLong good = new AtomicLong();
        AtomicLong bad = new AtomicLong();
        double processor = Machine.seconds(pids);
        long began = System.nanoTime();
        long end = began + (long) (seconds * 1e9);
        List<Thread> all = new ArrayList<>();
        for (int connection = 0; connection < CONNECTIONS; connection++) {
            all.add(Thread.ofPlatform().start(() -> {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), PORT)) {
                    Exchange exchange = new Exchange(socket);
                    for (int at = next.getAndIncrement();
                            at < most && System.nanoTime() < end;
                            at = next.getAndIncrement()) {
                        exchange.send(calls.apply(at));
                        exchange.receive();
                        (exchange.isGood() ? good : bad).incrementAndGet();
                    }
                } catch (IOException broken) {
                    bad.incrementAndGet();
                }
            }));
        }
        for (Thread one : all) {
            one.join();
        }
        double took = (System.nanoTime() - began) / 1e9;
        return new Outcome(
                good.get() / took, (Machine.seconds(pids) - processor) * 1e6 / Math.max(1, good.get()), bad.get());
    }

    private Outcome first(String path) throws Exception {
        List<byte[]> calls =
                tokens(FIRST).stream().map(token -> call(path, token)).toList();
        return load(calls::get, FIRST, 600);
    }

    private Outcome seen(List<byte[]> calls, double seconds) throws Exception {
        return load(at -> calls.get(at % calls.size()), Integer.MAX_VALUE, seconds);
    }

    private void await() throws Exception {
        for (int second = 0; second < 120; second++) {
            boolean good = true;
            for (String path : PATHS) {
                String token = token();
                good &= load(_ -> call(path, token), 1, 5).bad() == 0;
            }
            if (good) {
                return;
            }
            Thread.sleep(1_000);
        }
        throw new IllegalStateException("the gateway does not answer");
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private void run(int rounds, double seconds) throws Exception {
        List<List<byte[]>> seen = PATHS.stream()
                .map(path -> tokens(SEEN).stream().map(token -> call(path, token)).toList())
                .toList();
        for (int path = 0; path < PATHS.size(); path++) { // warm, and now they were seen
            Outcome _ = seen(seen.get(path), 15);
            Outcome _ = first(PATHS.get(path));
        }
        List<Double> tenants = new ArrayList<>();
        List<Double> rates = new ArrayList<>();
        List<Double> more = new ArrayList<>();
        long bad = 0;
        for (int round = 1; round <= rounds; round++) {
            double busy = Machine.busySeconds();
            double own = Machine.seconds(List.of(ProcessHandle.current().pid())) + Machine.seconds(pids);
            long began = System.nanoTime();
            Outcome host = seen(seen.get(0), seconds);
            Outcome tenant = seen(seen.get(1), seconds);
            Outcome fresh = first(PATHS.get(0));
            Outcome freshTenant = first(PATHS.get(1));
            double others = Machine.busySeconds() - busy
                    - (Machine.seconds(List.of(ProcessHandle.current().pid())) + Machine.seconds(pids) - own);
            System.out.printf(
                    "round %d: other work %.0f %% of the machine%n  host, seen:    %s%n  tenant, seen:  %s%n  host, first:   %s%n  tenant, first: %s%n",
                    round,
                    100 * others * 1e9 / (System.nanoTime() - began) / Machine.cores(),
                    host.words(),
                    tenant.words(),
                    fresh.words(),
                    freshTenant.words());
            tenants.add(tenant.micros() / host.micros());
            rates.add(fresh.rate());
            more.add(fresh.micros() - host.micros());
            bad += host.bad() + tenant.bad() + fresh.bad() + freshTenant.bad();
        }
        System.out.printf(
                "medians: %,.0f first calls/s; a first call takes %,.0f us of processor time more than another; a tenant's call %.2f of the host's; bad answers: %d%n",
                median(rates), median(more), median(tenants), bad);
    }

    /// @param arguments rounds, and seconds of a phase
    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        double seconds = arguments.length > 1 ? Double.parseDouble(arguments[1]) : 5;
        System.out.printf("%s, %s%n", Instant.now(), Machine.described());
        FirstCalls bench = new FirstCalls();
        bench.publish();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                StubServer.main(new String[] {"18420", "modern"});
            } catch (IOException taken) {
                throw new IllegalStateException(taken);
            }
        });
        Process gateway = new ProcessBuilder("taskset", "-c", "1", "./tidegate", "serve", "bench/identity.yaml")
                .redirectErrorStream(true)
                .redirectOutput(Files.createDirectories(Path.of("bench/target"))
                        .resolve("identity.log")
                        .toFile())
                .start();
        try {
            bench.pids.add(gateway.pid());
            bench.await();
            bench.run(rounds, seconds);
        } finally {
            gateway.destroy();
            if (!gateway.waitFor(20, TimeUnit.SECONDS)) {
                gateway.destroyForcibly();
            }
        }
        System.exit(0);
    }
}
