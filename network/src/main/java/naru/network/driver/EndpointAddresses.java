package naru.network.driver;

import naru.linux.address.Family;
import naru.linux.route.AddressChange;
import naru.linux.route.InterfaceAddress;
import naru.network.address.Prefix;
import naru.network.model.Endpoint;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** The addresses of an endpoint's interface, in the form of the kernel. */
public final class EndpointAddresses {
    private EndpointAddresses() {}

    /** The changes that add the endpoint's addresses to a link inside the sandbox. */
    public static List<AddressChange> on(int link, Endpoint endpoint) {
        var changes = new ArrayList<AddressChange>();
        for (var address : endpoint.addresses()) {
            changes.add(new AddressChange.Add(of(link, address)));
        }
        for (var local : endpoint.linkLocalAddresses()) {
            int length = local.getAddress().length == 4 ? 16 : 64;
            changes.add(new AddressChange.Add(InterfaceAddress.of(link, local, length)));
        }
        return changes;
    }

    /** With IPv4's broadcast address. */
    public static InterfaceAddress of(int link, Prefix prefix) {
        var address = InterfaceAddress.of(link, prefix.address(), prefix.length());
        return prefix.family() == Family.IPV6 || prefix.length() > 30
                ? address
                : address.broadcast(prefix.addressAt(prefix.size().subtract(BigInteger.ONE)));
    }
}
