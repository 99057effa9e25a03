package naru.linux.route;

import java.net.InetAddress;

/**
 * The tunnel of a vxlan link. IFLA_VXLAN_*, linux/if_link.h; RFC 7348.
 *
 * @param id the VNI, from 0 to 16777215
 * @param local this host's VTEP; its family is that of the underlay
 * @param port the UDP port of all VTEPs
 * @param learning whether the FDB learns VTEPs from received frames
 */
public record Vxlan(int id, InetAddress local, int port, boolean learning) {
    public static final int MAX_ID = 0xffffff;

    public Vxlan {
        if (id < 0 || id > MAX_ID) {
            throw new IllegalArgumentException("a VNI has 24 bits: " + id);
        }
        if (port <= 0 || port > 0xffff) {
            throw new IllegalArgumentException("not a UDP port: " + port);
        }
    }
}
