package naru.linux.route;

/** Where an ipvlan link's packets are routed. Numbers: IPVLAN_MODE_*, linux/if_link.h. */
public enum IpvlanMode {
    /** In its own namespace; broadcast and ARP pass. */
    L2(0),
    /** In the parent's namespace; no broadcast, no ARP. */
    L3(1),
    /** Like L3, and packets pass the parent's netfilter. */
    L3S(2);

    private final int number;

    IpvlanMode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
