/**
 * A DHCP client (RFC 2131) for containers on a LAN. It uses a packet socket on the host's
 * interface, with the container's MAC address. Start at {@link naru.network.dhcp.DhcpLeases}.
 */
@NullMarked
package naru.network.dhcp;

import org.jspecify.annotations.NullMarked;
