package naru.proxy.haproxy;

import naru.proxy.label.Settings.EntryPoint;
import naru.proxy.rule.AddressRange;

import java.util.List;

/**
 * An entry point and its addresses.
 *
 * @param binds the addresses as {@code bind} writes them: {@code *:80}
 * @param redirects whether all HTTP requests are sent to HTTPS
 * @param trusted clients whose X-Forwarded headers are kept
 * @param proxyProtocol clients whose connections begin with a header of the PROXY protocol
 */
public record Listener(
        EntryPoint by,
        List<String> binds,
        boolean redirects,
        List<AddressRange> trusted,
        List<AddressRange> proxyProtocol) {
    public Listener {
        binds = List.copyOf(binds);
        trusted = List.copyOf(trusted);
        proxyProtocol = List.copyOf(proxyProtocol);
    }

    /** The name of its frontend. */
    String frontend() {
        return by.isDefault() ? by.name() : "entry:" + by.name();
    }
}
