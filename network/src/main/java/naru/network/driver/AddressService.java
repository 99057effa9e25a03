package naru.network.driver;

import naru.network.address.MacAddress;
import naru.network.address.Prefix;
import naru.network.model.Endpoint;
import naru.network.model.EndpointId;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;

/** A service on the LAN that assigns IPv4 addresses instead of pools. For any thread. */
public interface AddressService {
    /**
     * @param gateway the unspecified address for an on-link route; null for none
     */
    record Loan(Prefix address, @Nullable InetAddress gateway) {}

    /**
     * Acquires an address for an endpoint and renews it until {@link #giveBack}.
     *
     * @param before the container's preferred last address; null for none
     * @throws naru.network.model.NaruException.HostFailure if none is available
     */
    Loan take(EndpointId endpoint, MacAddress mac, String hostName, @Nullable InetAddress before);

    /** Renews the address of an endpoint from before a restart. */
    void resume(Endpoint endpoint);

    /** Releases an address. An unknown one is not an error. */
    void giveBack(EndpointId endpoint);
}
