package io.tidegate.config;

import io.tidegate.config.Identity.CertificateName;
import io.tidegate.config.Identity.Certificates;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The shape of `identity.certificates`. The files are read with the configuration and watched, so one that can't be
/// used is a mistake of the configuration, and what was in force stays.
final class CertificateTypes {
    private static final long AUTHORITIES_BYTES_MAX = 1L << 20;
    private static final long LIST_BYTES_MAX = 64L << 20;

    private CertificateTypes() {}

    private interface Reading<T> {
        List<T> read(byte[] bytes) throws GeneralSecurityException;
    }

    /// The X.509 things that a file holds, at least one.
    private record FileOf<T>(String what, long bytesMax, Reading<T> reading) implements Type<List<T>> {
        @Override
        public Optional<List<T>> read(Tree tree, Place place) {
            return Addresses.file().read(tree, place).flatMap(file -> read(file, place));
        }

        private Optional<List<T>> read(Path file, Place place) {
            try {
                if (Files.size(file) > bytesMax) {
                    place.wrong(Quoted.quoted(file.toString()) + " is too large", "");
                    return Optional.empty();
                }
                List<T> found = reading.read(Files.readAllBytes(file));
                if (!found.isEmpty()) {
                    return Optional.of(found);
                }
            } catch (GeneralSecurityException _) {
                place.wrong(Quoted.quoted(file.toString()) + " holds no " + what + " that can be read", "");
                return Optional.empty();
            } catch (IOException _) {
                place.wrong(Quoted.quoted(file.toString()) + " can't be read", "");
                return Optional.empty();
            }
            place.wrong(Quoted.quoted(file.toString()) + " holds no " + what, "");
            return Optional.empty();
        }

        @Override
        public Map<String, Object> schema() {
            return Addresses.file().schema();
        }
    }

    private static final Type<List<List<X509Certificate>>> AUTHORITIES = Types.oneOrList(
            new FileOf<>(
                    "certificate",
                    AUTHORITIES_BYTES_MAX,
                    bytes -> all(
                            factory().generateCertificates(new ByteArrayInputStream(bytes)), X509Certificate.class)),
            32);

    private static final Type<List<List<X509CRL>>> LISTS = Types.oneOrList(
            new FileOf<>(
                    "revocation list",
                    LIST_BYTES_MAX,
                    bytes -> all(factory().generateCRLs(new ByteArrayInputStream(bytes)), X509CRL.class)),
            32);

    private static CertificateFactory factory() throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509");
    }

    private static <T> List<T> all(Collection<?> found, Class<T> kind) {
        return found.stream().map(kind::cast).toList();
    }

    private static final Type<Map<String, List<String>>> GROUPS =
            Types.map("\\S{1,256}", "a name, where `*` stands for anything", Types.list(Types.text(256), 1, 32), 1_000);

    static final Section<Certificates> SECTION = new Section<>(s -> {
        Key<List<List<X509Certificate>>> authorities = s.with(
                "authorities",
                AUTHORITIES,
                "[]",
                "PEM files of those who vouch for clients. Without any, certificates serve for bound tokens only.");
        Key<List<List<X509CRL>>> revoked = s.optional(
                "revoked", LISTS, "Revocation lists, PEM or DER, of each authority. One that is out of date refuses.");
        Key<CertificateName> user =
                s.optional("user", Types.choice(CertificateName.class), "Which name in the certificate is the user's.");
        Key<Map<String, List<String>>> groups =
                s.with("groups", GROUPS, "{}", "Groups of the users whose names a pattern fits.");
        s.onlyWith(revoked, authorities);
        s.onlyWith(groups, authorities);
        s.onlyWith(user, authorities);
        s.rule((values, place) -> {
            Optional<List<List<X509Certificate>>> read = values.find(authorities);
            boolean some = read.filter(files -> !files.isEmpty()).isPresent();
            if (read.isPresent() && some != values.given(user)) {
                place.misplaced(
                        some ? "needs `user`" : "has no `authorities`",
                        "`authorities` vouch for clients, and `user` is one of uri, dns, email, cn, subject");
            }
        });
        return values -> new Certificates(
                values.get(authorities).stream().flatMap(List::stream).toList(),
                values.find(revoked)
                        .map(lists -> lists.stream().flatMap(List::stream).toList()),
                values.find(user),
                values.get(groups));
    });
}
