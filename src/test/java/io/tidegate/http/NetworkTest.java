package io.tidegate.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NetworkTest {
    @ParameterizedTest
    @CsvSource({
        "8.8.8.8, PUBLIC",
        "172.15.255.255, PUBLIC",
        "172.32.0.0, PUBLIC",
        "100.128.0.0, PUBLIC",
        "2606:4700::1111, PUBLIC",
        "10.255.255.255, PRIVATE",
        "172.16.0.0, PRIVATE",
        "172.31.255.255, PRIVATE",
        "192.168.0.1, PRIVATE",
        "100.64.0.1, PRIVATE",
        "198.19.0.1, PRIVATE",
        "fd12:3456::1, PRIVATE",
        "fec0::1, PRIVATE",
        "127.0.0.1, LOOPBACK",
        "127.255.255.254, LOOPBACK",
        "::1, LOOPBACK",
        "0.0.0.0, NOWHERE",
        "169.254.169.254, NOWHERE",
        "100.100.100.200, NOWHERE",
        "168.63.129.16, NOWHERE",
        "192.0.0.192, NOWHERE",
        "203.0.113.7, NOWHERE",
        "224.0.0.1, NOWHERE",
        "255.255.255.255, NOWHERE",
        "::, NOWHERE",
        "fe80::1, NOWHERE",
        "fd00:ec2::254, NOWHERE",
        "ff02::1, NOWHERE",
        "2001:db8::1, NOWHERE",
        "2001::1, NOWHERE",
        "100::1, NOWHERE"
    })
    void knowsWhereAnAddressIs(String address, Network network) {
        assertThat(Network.of(InetAddress.ofLiteral(address))).isEqualTo(network);
    }

    @ParameterizedTest
    @CsvSource({
        "::ffff:127.0.0.1, LOOPBACK",
        "::ffff:a9fe:a9fe, NOWHERE",
        "64:ff9b::7f00:1, LOOPBACK",
        "64:ff9b::808:808, PUBLIC",
        "2002:a00:1::, PRIVATE",
        "::127.0.0.1, NOWHERE"
    })
    void seesThroughAnAddressThatCarriesAnother(String address, Network network) {
        assertThat(Network.of(InetAddress.ofLiteral(address))).isEqualTo(network);
    }

    /// However the number is written that a resolver takes.
    @ParameterizedTest
    @CsvSource({"2130706433, LOOPBACK", "127.1, LOOPBACK", "10.1, PRIVATE"})
    void seesThroughOddSpellings(String host, Network network) throws UnknownHostException {
        assertThat(Network.of(InetAddress.getByName(host))).isEqualTo(network);
    }
}
