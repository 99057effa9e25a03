package naru.linux.route;

/** How the links of one parent reach each other. Numbers: MACVLAN_MODE_*, linux/if_link.h. */
public enum MacvlanMode {
    PRIVATE(1),
    VEPA(2),
    BRIDGE(4),
    PASSTHRU(8);

    private final int number;

    MacvlanMode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
