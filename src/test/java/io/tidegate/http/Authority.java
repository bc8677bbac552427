package io.tidegate.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.security.auth.x500.X500Principal;

/// A certificate authority for tests, that signs whatever it is told to: certificates that are good, and those that are
/// wrong in every way; and revocation lists.
public final class Authority {
    private static final String ECDSA = "1.2.840.10045.4.3.2";
    private static final String CLIENTS = "1.3.6.1.5.5.7.3.2";
    public static final String SERVERS = "1.3.6.1.5.5.7.3.1";
    private static final AtomicLong SERIALS = new AtomicLong(1000);

    private final String name;
    private final KeyPair keys;
    private final X509Certificate certificate;

    private Authority(String name, KeyPair keys, X509Certificate certificate) {
        this.name = name;
        this.keys = keys;
        this.certificate = certificate;
    }

    /// What stands in a certificate.
    ///
    /// @param names of the subject: `URI:...`, `DNS:...`, `email:...`
    /// @param use the extended key usage, an OID; empty for none
    /// @param limit of an authority: `steps:...` below it, `uri:...` the host of all URIs; empty for none
    public record Wish(
            String subject, List<String> names, String use, Instant from, Instant to, boolean authority, String limit) {
        /// A good one for a client, for a day.
        public static Wish of(String subject, String... names) {
            Instant now = Instant.now();
            Instant from = now.minus(Duration.ofHours(1));
            return new Wish(subject, List.of(names), CLIENTS, from, now.plus(Duration.ofDays(1)), false, "");
        }

        public Wish during(Instant begin, Instant end) {
            return new Wish(subject, names, use, begin, end, authority, limit);
        }

        public Wish toUse(String oid) {
            return new Wish(subject, names, oid, from, to, authority, limit);
        }

        Wish asAuthority() {
            return new Wish(subject, names, "", from, to, true, limit);
        }

        Wish limitedTo(String kind) {
            return new Wish(subject, names, use, from, to, authority, kind);
        }
    }

    /// A certificate, its key, and those that lead to the authority.
    public record Issued(List<X509Certificate> chain, KeyPair keys) {
        public X509Certificate certificate() {
            return chain.getFirst();
        }
    }

    public static Authority named(String name) throws Exception {
        KeyPair keys = keys();
        Wish wish = Wish.of("CN=" + name).asAuthority();
        return new Authority("CN=" + name, keys, signed(wish, keys.getPublic(), "CN=" + name, keys));
    }

    /// One whose own certificate says how far it may go.
    ///
    /// @param limit as of a [Wish]
    /// @param use as of a [Wish]
    public static Authority limited(String name, String limit, String use) throws Exception {
        KeyPair keys = keys();
        Wish wish = Wish.of("CN=" + name).asAuthority().limitedTo(limit).toUse(use);
        return new Authority("CN=" + name, keys, signed(wish, keys.getPublic(), "CN=" + name, keys));
    }

    /// One below this one.
    public Authority below(String other) throws Exception {
        KeyPair theirs = keys();
        Wish wish = Wish.of("CN=" + other).asAuthority();
        return new Authority("CN=" + other, theirs, signed(wish, theirs.getPublic(), name, keys));
    }

    public X509Certificate certificate() {
        return certificate;
    }

    public Issued issue(Wish wish) throws Exception {
        KeyPair theirs = keys();
        return new Issued(List.of(signed(wish, theirs.getPublic(), name, keys), certificate), theirs);
    }

    /// One that the holder of another signed, who may not.
    public static Issued signedBy(Issued issuer, Wish wish) throws Exception {
        KeyPair theirs = keys();
        String name = issuer.certificate().getSubjectX500Principal().getName();
        List<X509Certificate> chain = new ArrayList<>();
        chain.add(signed(wish, theirs.getPublic(), name, issuer.keys()));
        chain.addAll(issuer.chain());
        return new Issued(chain, theirs);
    }

    /// One that signed itself.
    public static Issued selfMade(Wish wish) throws Exception {
        KeyPair own = keys();
        return new Issued(List.of(signed(wish, own.getPublic(), wish.subject(), own)), own);
    }

    public String pem() throws Exception {
        return pem("CERTIFICATE", certificate.getEncoded());
    }

    public static String pem(String type, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n";
    }

    /// A revocation list of this authority that is in force until then.
    public String revoked(Instant until, X509Certificate... revoked) throws Exception {
        Instant now = Instant.now().minus(Duration.ofDays(2));
        byte[] entries = {};
        for (X509Certificate each : revoked) {
            entries = joined(entries, tag(0x30, tag(2, each.getSerialNumber().toByteArray()), time(now)));
        }
        byte[] list = revoked.length == 0 ? new byte[0] : tag(0x30, entries);
        byte[] toSign = tag(0x30, tag(2, new byte[] {1}), algorithm(), encoded(name), time(now), time(until), list);
        return pem("X509 CRL", tag(0x30, toSign, algorithm(), signature(toSign, keys)));
    }

    private static KeyPair keys() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    private static X509Certificate signed(Wish wish, PublicKey key, String issuer, KeyPair by) throws Exception {
        byte[] toSign = tag(
                0x30,
                tag(0xa0, tag(2, new byte[] {2})),
                tag(2, BigInteger.valueOf(SERIALS.incrementAndGet()).toByteArray()),
                algorithm(),
                encoded(issuer),
                tag(0x30, time(wish.from()), time(wish.to())),
                encoded(wish.subject()),
                key.getEncoded(),
                tag(0xa3, tag(0x30, extensions(wish))));
        byte[] der = tag(0x30, toSign, algorithm(), signature(toSign, by));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }

    private static byte[] extensions(Wish wish) {
        List<byte[]> all = new ArrayList<>();
        if (wish.authority()) {
            byte[] steps = wish.limit().startsWith("steps:")
                    ? tag(2, new byte[] {Byte.parseByte(wish.limit().substring(6))})
                    : new byte[0];
            all.add(extension("2.5.29.19", true, tag(0x30, tag(1, new byte[] {-1}), steps)));
            if (wish.limit().startsWith("uri:")) {
                byte[] host = wish.limit().substring(4).getBytes(StandardCharsets.US_ASCII);
                all.add(extension("2.5.29.30", true, tag(0x30, tag(0xa0, tag(0x30, tag(0x86, host))))));
            }
            all.add(extension("2.5.29.15", true, tag(3, new byte[] {1, 0x06})));
        } else {
            all.add(extension("2.5.29.15", true, tag(3, new byte[] {7, (byte) 0x80})));
        }
        if (!wish.use().isEmpty()) {
            all.add(extension("2.5.29.37", false, tag(0x30, oid(wish.use()))));
        }
        if (!wish.names().isEmpty()) {
            byte[] names = {};
            for (String each : wish.names()) {
                int colon = each.indexOf(':');
                int kind =
                        switch (each.substring(0, colon)) {
                            case "URI" -> 6;
                            case "DNS" -> 2;
                            default -> 1;
                        };
                names = joined(names, tag(0x80 | kind, each.substring(colon + 1).getBytes(StandardCharsets.US_ASCII)));
            }
            all.add(extension("2.5.29.17", false, tag(0x30, names)));
        }
        return joined(all.toArray(byte[][]::new));
    }

    private static byte[] extension(String oid, boolean critical, byte[] value) {
        byte[] mark = critical ? tag(1, new byte[] {-1}) : new byte[0];
        return tag(0x30, oid(oid), mark, tag(4, value));
    }

    private static byte[] algorithm() {
        return tag(0x30, oid(ECDSA));
    }

    private static byte[] signature(byte[] toSign, KeyPair by) throws Exception {
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(by.getPrivate());
        signature.update(toSign);
        return tag(3, new byte[] {0}, signature.sign());
    }

    private static byte[] encoded(String name) {
        return new X500Principal(name).getEncoded();
    }

    private static byte[] time(Instant time) {
        String text = DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'")
                .withZone(ZoneOffset.UTC)
                .format(time);
        return tag(0x17, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] oid(String text) {
        String[] parts = text.split("\\.", -1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(Integer.parseInt(parts[0]) * 40 + Integer.parseInt(parts[1]));
        for (int at = 2; at < parts.length; at++) {
            int value = Integer.parseInt(parts[at]);
            for (int shift = 28; shift > 0; shift -= 7) {
                if (value >>> shift != 0) {
                    out.write(0x80 | (value >>> shift & 0x7f));
                }
            }
            out.write(value & 0x7f);
        }
        return tag(6, out.toByteArray());
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] tag(int tag, byte[]... parts) {
        byte[] content = joined(parts);
        ByteArrayOutputStream der = new ByteArrayOutputStream();
        der.write(tag);
        if (content.length < 128) {
            der.write(content.length);
        } else if (content.length < 256) {
            der.write(0x81);
            der.write(content.length);
        } else {
            der.write(0x82);
            der.write(content.length >> 8);
            der.write(content.length);
        }
        der.writeBytes(content);
        return der.toByteArray();
    }
}
