package naru.linux.nft.socket;

import naru.linux.netlink.Attributes;
import naru.linux.netlink.MessageReader;
import naru.linux.netlink.NetlinkMonitor;
import naru.linux.netlink.NetlinkProtocol;
import naru.linux.nft.NftEvent;
import naru.linux.nft.NftTable;

import org.jspecify.annotations.Nullable;

/** Monitors of the rule set of a namespace. */
public final class NftMonitor {
    private static final int[] GROUPS = {7}; // NFNLGRP_NFTABLES, linux/netfilter/nfnetlink.h
    private static final int BUFFER = 4 * 1024 * 1024; // a table of some thousand elements

    private static final int GENERATION_ID = 1; // NFTA_GEN_*
    private static final int GENERATION_PID = 2;
    private static final int GENERATION_NAME = 3;

    private NftMonitor() {}

    /**
     * Opens a monitor in the calling thread's namespace. From here on, lost notifications are
     * reported as {@code Lost}, never dropped silently.
     */
    public static NetlinkMonitor<NftEvent> open() {
        return NetlinkMonitor.open(
                NetlinkProtocol.NETFILTER, GROUPS, BUFFER, NftMonitor::decode, new NftEvent.Lost());
    }

    private static @Nullable NftEvent decode(MessageReader message) {
        int kind = NftMessage.kind(message);
        if (kind < 0) {
            return null;
        }
        if (kind == NftMessage.NEWGEN) {
            return decodeGeneration(message);
        }
        // The table's name is attribute 1 of every message type.
        NftTable table = ChainCodec.decodeTable(message);
        return table == null ? null : new NftEvent.Changed(table, NftMessage.name(kind));
    }

    private static NftEvent decodeGeneration(MessageReader message) {
        long generation = 0;
        int thread = 0;
        String name = "";
        Attributes attributes = message.attributes(NftMessage.FIXED);
        while (attributes.next()) {
            switch (attributes.type()) {
                case GENERATION_ID -> generation = attributes.u32be() & 0xffffffffL;
                case GENERATION_PID -> thread = attributes.u32be();
                case GENERATION_NAME -> name = attributes.string();
                default -> {}
            }
        }
        return new NftEvent.Committed(generation, message.port(), thread, name);
    }
}
