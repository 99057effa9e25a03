package naru.network.driver;

import naru.network.address.MacAddress;
import naru.network.host.NeighbourFrames;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/** A claim of an address in a frame of another host. */
public record AddressClaim(InetAddress address, MacAddress mac) {
    private static final int TYPE = 12; // offset of the Ethernet type
    private static final int ARP_BYTES = 14 + 28;
    private static final int ARP_MAC = 14 + 8; // of the sender
    private static final int ARP_SOURCE = 14 + 14;
    private static final int ARP_TARGET = 14 + 24;
    private static final int NEXT_HEADER = 14 + 6;
    private static final int MESSAGE = 14 + 40;
    private static final int TARGET = MESSAGE + 8;

    /**
     * Parses a frame, beginning with its Ethernet header: ARP messages and neighbour advertisements
     * are claims, and so are probes of other hosts that are about to use the address.
     */
    public static Optional<AddressClaim> of(byte[] frame) {
        if (frame.length < ARP_BYTES) {
            return Optional.empty();
        }
        return switch (unsignedShort(frame, TYPE)) {
            case NeighbourFrames.ETH_P_ARP -> arp(frame);
            case NeighbourFrames.ETH_P_IPV6 -> neighbourDiscovery(frame);
            default -> Optional.empty();
        };
    }

    private static Optional<AddressClaim> arp(byte[] frame) {
        boolean ofEthernet =
                unsignedShort(frame, 14) == 1
                        && unsignedShort(frame, 16) == NeighbourFrames.ETH_P_IP
                        && frame[18] == 6
                        && frame[19] == 4;
        if (!ofEthernet) {
            return Optional.empty();
        }
        var source = address(frame, ARP_SOURCE, 4);
        boolean probe = source.isAnyLocalAddress();
        var claimed = probe ? address(frame, ARP_TARGET, 4) : source;
        return Optional.of(new AddressClaim(claimed, mac(frame, ARP_MAC)));
    }

    private static Optional<AddressClaim> neighbourDiscovery(byte[] frame) {
        if (frame.length < TARGET + 16 || frame[NEXT_HEADER] != NeighbourFrames.ICMPV6) {
            return Optional.empty();
        }
        int type = frame[MESSAGE] & 0xff;
        boolean probe =
                type == NeighbourFrames.SOLICITATION
                        && address(frame, 14 + 8, 16).isAnyLocalAddress();
        return type == NeighbourFrames.ADVERTISEMENT || probe
                ? Optional.of(new AddressClaim(address(frame, TARGET, 16), mac(frame, 6)))
                : Optional.empty();
    }

    private static int unsignedShort(byte[] frame, int at) {
        return (frame[at] & 0xff) << 8 | (frame[at + 1] & 0xff);
    }

    private static MacAddress mac(byte[] frame, int at) {
        return MacAddress.of(Arrays.copyOfRange(frame, at, at + 6));
    }

    private static InetAddress address(byte[] frame, int at, int length) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(frame, at, at + length));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("no address has " + length + " bytes", e);
        }
    }
}
