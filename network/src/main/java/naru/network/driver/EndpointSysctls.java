package naru.network.driver;

import naru.network.host.SandboxSession;
import naru.network.model.Endpoint;

/** Kernel parameters of an endpoint's interface, as requested for it. */
public final class EndpointSysctls {
    private EndpointSysctls() {}

    /**
     * Sets those of an endpoint.
     *
     * @param link the interface's name; it is not up yet, so that they apply to its first packet
     */
    public static void set(Endpoint endpoint, String link, SandboxSession inside) {
        endpoint.driverOptions()
                .sysctls()
                .forEach((path, value) ->
                        inside.sysctl().write(path.replace("/IFNAME/", "/" + link + "/"), value));
    }
}
