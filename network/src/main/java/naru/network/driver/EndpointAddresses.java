package naru.network.driver;

import naru.linux.route.AddressChange;
import naru.linux.route.InterfaceAddress;
import naru.network.address.Prefix;
import naru.network.model.Endpoint;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** The addresses of an endpoint's interface, as the kernel wants them. */
public final class EndpointAddresses {
    private EndpointAddresses() {}

    /** What gives a link inside the sandbox the endpoint's addresses. */
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

    /** With the broadcast address that IPv4 has. */
    public static InterfaceAddress of(int link, Prefix prefix) {
        var address = InterfaceAddress.of(link, prefix.address(), prefix.length());
        return prefix.isIpv6() || prefix.length() > 30
                ? address
                : address.broadcast(prefix.addressAt(prefix.size().subtract(BigInteger.ONE)));
    }
}
