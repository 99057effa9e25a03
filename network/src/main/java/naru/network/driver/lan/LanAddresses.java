package naru.network.driver.lan;

import static java.util.Objects.requireNonNull;

import naru.linux.address.Family;
import naru.network.address.Addresses;
import naru.network.address.MacAddress;
import naru.network.dhcp.DhcpLeases;
import naru.network.dhcp.DhcpLeases.Client;
import naru.network.driver.AddressService;
import naru.network.model.Endpoint;
import naru.network.model.EndpointId;
import naru.network.model.NaruException;
import naru.network.model.Network;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.util.Optional;
import java.util.function.Function;

/**
 * The DHCP servers on the LAN of a network.
 *
 * @param owners finds the host that uses an address already
 */
record LanAddresses(
        Network network,
        String parent,
        Function<InetAddress, Optional<MacAddress>> owners,
        DhcpLeases leases)
        implements AddressService {
    private static final InetAddress LINK = Family.IPV4.any();

    @Override
    public Loan take(
            EndpointId endpoint, MacAddress mac, String hostName, @Nullable InetAddress before) {
        var client = client(mac, hostName);
        var lease = leases.take(client, before);
        var address = lease.address().address();
        var conflict = owners.apply(address);
        if (conflict.isPresent()) {
            leases.decline(client, lease);
            throw new NaruException.Forbidden(
                    "Address already in use: %s, which the DHCP server %s has given, is used on the"
                                    .formatted(
                                            Addresses.text(address), Addresses.text(lease.server()))
                            + " LAN of network %s by %s".formatted(network.name(), conflict.get()));
        }
        leases.keep(endpoint, client, lease);
        var router = lease.router() == null ? LINK : lease.router();
        return new Loan(lease.address(), network.internal() ? null : router);
    }

    private Client client(MacAddress mac, String hostName) {
        return new Client(parent, mac, hostName);
    }

    @Override
    public void resume(Endpoint endpoint) {
        if (endpoint.ipv4() != null) {
            var client = client(requireNonNull(endpoint.macAddress()), "");
            leases.resume(endpoint.id(), client, endpoint.ipv4().address());
        }
    }

    @Override
    public void giveBack(EndpointId endpoint) {
        leases.giveBack(endpoint);
    }
}
