package naru.linux.route;

/**
 * How the links of one parent reach each other; the last created one determines it for all.
 * Numbers: IPVLAN_F_*, linux/if_link.h.
 */
public enum IpvlanFlag {
    BRIDGE(0),
    PRIVATE(1),
    VEPA(2);

    private final int number;

    IpvlanFlag(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
