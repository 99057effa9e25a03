package naru.network.host;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * The host's switch for forwarding IPv4; that for IPv6 is a matter of the networks that have it.
 *
 * @param wanted whether we may turn it on [ip-forward]
 */
public record Forwarding(Host host, boolean wanted) {
    private static final Logger log = System.getLogger(Forwarding.class.getName());
    private static final String SYSCTL = "net/ipv4/ip_forward";

    /** Turns it on where it is off. */
    public void allow() {
        if (wanted && host.sysctl().is(SYSCTL, "0")) {
            host.sysctl().write(SYSCTL, "1");
            log.log(Level.INFO, "switched on {0}: container networks need it", SYSCTL);
        }
    }
}
