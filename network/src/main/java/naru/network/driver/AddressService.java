package naru.network.driver;

import naru.network.address.MacAddress;
import naru.network.address.Prefix;
import naru.network.model.Endpoint;
import naru.network.model.EndpointId;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;

/** Somebody on the LAN who hands out IPv4 addresses in place of our pools. Any thread. */
public interface AddressService {
    /**
     * @param gateway the unspecified address for the link itself; null for none
     */
    record Loan(Prefix address, @Nullable InetAddress gateway) {}

    /**
     * Takes an address for an endpoint and sees to it until {@link #giveBack}.
     *
     * @param before what the container had last, which it prefers; null for nothing
     * @throws naru.network.model.NaruException.HostFailure when none is to be had
     */
    Loan take(EndpointId endpoint, MacAddress mac, String hostName, @Nullable InetAddress before);

    /** Sees to the address of an endpoint from before a restart. */
    void resume(Endpoint endpoint);

    /** Gives an address back. One that was not taken is no error. */
    void giveBack(EndpointId endpoint);
}
