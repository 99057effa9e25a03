package naru.network.driver;

/** The firewall as drivers use it: rules for bridges. Any thread. */
public interface BridgeFirewall {
    /**
     * Whether published ports are reached without translation unless a network's options differ.
     */
    boolean directRouting();

    /** Adds the rules of a bridge. Repeating it changes nothing. */
    void add(BridgeRules bridge);

    /** Drops frames from a bridge port to the host itself. Repeating it changes nothing. */
    void wall(String port);

    /** Undoes {@link #wall}; a port without it is no error. */
    void unwall(String port);

    /** Removes the rules of a bridge; one without rules is no error. */
    void remove(BridgeRules bridge);
}
