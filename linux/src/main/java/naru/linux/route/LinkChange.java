package naru.linux.route;

/** A change to the links of one namespace. */
public sealed interface LinkChange extends Change {
    /** Adds a bridge without ports. */
    record AddBridge(String name, LinkSettings settings, BridgeOptions options)
            implements LinkChange {}

    /**
     * Adds a veth pair in one message: {@code settings} for this end, {@code peerSettings} for the
     * other, which is created in the namespace named there. The kernel does not apply {@code up} to
     * the peer, and applies the peer's index only if this end requests an index, too
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

    /** Adds an ipvlan link on top of {@code parent}, whose MAC address it shares. */
    record AddIpvlan(
            String name, int parent, IpvlanMode mode, IpvlanFlag flag, LinkSettings settings)
            implements LinkChange {}

    /** Adds an 802.1q subinterface of {@code parent} with a VLAN id from 1 to 4094. */
    record AddVlan(String name, int parent, int id, LinkSettings settings) implements LinkChange {}

    /**
     * Adds a vxlan link. EEXIST also if another link of the namespace that carries the tunnels has
     * the same VNI and port, even one that is in another namespace now.
     */
    record AddVxlan(String name, Vxlan vxlan, LinkSettings settings) implements LinkChange {}

    /** Adds a link of a kind without parameters, such as {@code dummy} or {@code ifb}. */
    record AddPlain(String name, String kind, LinkSettings settings) implements LinkChange {}

    /** Changes an existing link. A rename requires its index. */
    record Set(LinkRef link, LinkSettings settings) implements LinkChange {
        public Set {
            if (settings.name() != null && link instanceof LinkRef.ByName) {
                throw new IllegalArgumentException("a link is renamed by its index");
            }
        }
    }

    /** Changes settings of a bridge port. */
    record SetBridgePort(LinkRef link, BridgePortOptions options) implements LinkChange {}

    /** Changes an existing bridge. */
    record SetBridge(LinkRef link, BridgeOptions options) implements LinkChange {}

    /**
     * Deletes a link. For a veth the kernel waits 20 ms and more: see {@link #takeOutOfService}.
     */
    record Delete(LinkRef link) implements LinkChange {}

    /** Deletes all links of a group with a single wait. ENODEV if the group is empty. */
    record DeleteGroup(int group) implements LinkChange {}

    static LinkChange up(LinkRef link) {
        return new Set(link, LinkSettings.NONE.setUp());
    }

    static LinkChange down(LinkRef link) {
        return new Set(link, LinkSettings.NONE.setDown());
    }

    /**
     * Removes a veth's host end from its bridge and sets it down, which takes 0.2 ms. The kernel
     * deletes the pair when the namespace of its other end ends.
     */
    static LinkChange takeOutOfService(LinkRef link) {
        return new Set(link, LinkSettings.NONE.master(0).setDown());
    }
}
