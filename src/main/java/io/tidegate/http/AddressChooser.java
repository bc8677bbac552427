package io.tidegate.http;

import java.net.InetAddress;
import java.net.UnknownHostException;

/// To which address is a connection for this host made? What is returned is what is connected to: no second look-up
/// follows.
@FunctionalInterface
public interface AddressChooser {
    /// Throws `UnknownHostException` if there is none, or none that may be used. May block; the caller's deadline
    /// is looked at only afterwards.
    InetAddress choose(String host) throws UnknownHostException;

    /// The system's resolver, and its first answer, whatever network it is in.
    static AddressChooser system() {
        return InetAddress::getByName;
    }
}
