package naru.proxy.haproxy;

import naru.proxy.model.Name;

/**
 * A backend, whose servers come and go while HAProxy runs.
 *
 * @param serverOptions the words after the address of each server; {@code add server} does not
 *     inherit a {@code default-server}
 * @param checked whether HAProxy checks the servers itself
 * @param cookie whether cookies of servers are derived from their addresses: HAProxy 2.6 needs
 *     {@code enable dynamic-cookie backend NAME} after each {@code add server}
 */
public record BackendPlan(
        String name, Name service, String serverOptions, boolean checked, boolean cookie) {}
