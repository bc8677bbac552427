package io.tidegate.detect;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Which kinds of sensitive data are known? Says nothing of how well each is found: see docs/data-types.md.
///
/// The order is the order of weight: where findings overlap, the later type gives the merged finding its name.
public enum DataType {
    IP_ADDRESS("ip-address", Family.PERSONAL, "[ip address removed]"),
    MAC_ADDRESS("mac-address", Family.PERSONAL, "[mac address removed]"),
    POSTAL_ADDRESS("postal-address", Family.PERSONAL, "[address removed]"),
    BIRTH_DATE("birth-date", Family.PERSONAL, "[date removed]"),
    PHONE("phone", Family.PERSONAL, "[phone number removed]"),
    HEALTH_CODE("health-code", Family.HEALTH, "[health code removed]"),
    CRYPTO_WALLET("crypto-wallet", Family.FINANCIAL, "[wallet removed]"),
    BANK_ACCOUNT("bank-account", Family.FINANCIAL, "[account removed]"),
    HEALTH_ID("health-id", Family.HEALTH, "[health number removed]"),
    DRIVER_LICENCE("driver-licence", Family.PERSONAL, "[licence removed]"),
    PASSPORT("passport", Family.PERSONAL, "[passport removed]"),
    NATIONAL_ID("national-id", Family.PERSONAL, "[id number removed]"),
    EMAIL("email", Family.PERSONAL, "[email removed]"),
    IBAN("iban", Family.FINANCIAL, "[iban removed]"),
    PAYMENT_CARD("payment-card", Family.FINANCIAL, "[payment card removed]"),
    /// What the organisation has declared itself; its name is the finding's kind.
    OWN("own", Family.OWN, "[removed]"),
    CREDENTIAL("credential", Family.SECRET, "[credential removed]"),
    PRIVATE_KEY("private-key", Family.SECRET, "[private key removed]");

    /// What a type is about, for rules that speak of a whole family.
    public enum Family {
        PERSONAL,
        HEALTH,
        FINANCIAL,
        OWN,
        SECRET
    }

    private final String id;
    private final Family family;
    private final String removed;

    DataType(String id, Family family, String removed) {
        this.id = id;
        this.family = family;
        this.removed = removed;
    }

    /// The name used in configuration, records and metrics: kebab-case, never changed once published.
    public String id() {
        return id;
    }

    public Family family() {
        return family;
    }

    /// What stands in a text where the whole of a finding was taken out.
    String removed() {
        return removed;
    }

    /// The ids of those that are recognised without being declared.
    public static Set<String> builtIn() {
        return Arrays.stream(values())
                .filter(type -> type != OWN)
                .map(DataType::id)
                .collect(Collectors.toUnmodifiableSet());
    }

    /// The type with this id, or empty: an unknown id is the caller's error to report.
    public static Optional<DataType> of(String id) {
        for (DataType type : values()) {
            if (type.id.equals(id)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
