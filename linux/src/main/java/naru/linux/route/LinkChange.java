package naru.linux.route;

/** A change to the links of one namespace. */
public sealed interface LinkChange extends Change {
    /** Adds a bridge without ports. */
    record AddBridge(String name, LinkSettings settings, BridgeOptions options)
            implements LinkChange {}

    /**
     * Adds a veth pair in one message: {@code settings} for this end, {@code peerSettings} for the
     * other, which is born in the namespace those name. The kernel does not apply {@code up} to the
     * peer, and gives the peer the index that was asked for only when this end asks for one too
     * (drivers/net/veth.c).
     */
    record AddVeth(String name, LinkSettings settings, String peerName, LinkSettings peerSettings)
            implements LinkChange {
        public AddVeth {
            if (peerSettings.index() != null && settings.index() == null) {
                throw new IllegalArgumentException("the kernel would ignore the peer's index");
            }
        }
    }

    /** Adds a macvlan link on top of {@code parent}, an index in the socket's namespace. */
    record AddMacvlan(String name, int parent, MacvlanMode mode, LinkSettings settings)
            implements LinkChange {}

    /** Adds an ipvlan link on top of {@code parent}, with whose MAC address it sends. */
    record AddIpvlan(
            String name, int parent, IpvlanMode mode, IpvlanFlag flag, LinkSettings settings)
            implements LinkChange {}

    /** Adds the part of {@code parent} that is tagged with an 802.1q number, 1 to 4094. */
    record AddVlan(String name, int parent, int id, LinkSettings settings) implements LinkChange {}

    /** Adds a link of a kind that needs no data, such as {@code dummy} or {@code ifb}. */
    record AddPlain(String name, String kind, LinkSettings settings) implements LinkChange {}

    /** Changes a link that is there. To be renamed, it has to be named by its index. */
    record Set(LinkRef link, LinkSettings settings) implements LinkChange {
        public Set {
            if (settings.name() != null && link instanceof LinkRef.ByName) {
                throw new IllegalArgumentException("a link is renamed by its index");
            }
        }
    }

    /** Changes how a bridge treats one of its ports. */
    record SetBridgePort(LinkRef link, BridgePortOptions options) implements LinkChange {}

    /** Changes a bridge that is there. */
    record SetBridge(LinkRef link, BridgeOptions options) implements LinkChange {}

    /**
     * Deletes a link. For a veth the kernel waits 20 ms and more: see {@link #takeOutOfService}.
     */
    record Delete(LinkRef link) implements LinkChange {}

    /** Deletes all links of a group in one wait. No link in the group is refused with ENODEV. */
    record DeleteGroup(int group) implements LinkChange {}

    static LinkChange up(LinkRef link) {
        return new Set(link, LinkSettings.NONE.setUp());
    }

    static LinkChange down(LinkRef link) {
        return new Set(link, LinkSettings.NONE.setDown());
    }

    /**
     * Takes a veth's host end out of its bridge and down, which takes 0.2 ms. The pair goes by
     * itself when the namespace of its other end is dropped.
     */
    static LinkChange takeOutOfService(LinkRef link) {
        return new Set(link, LinkSettings.NONE.master(0).setDown());
    }
}
