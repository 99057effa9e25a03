package naru.network.driver;

/** The firewall as drivers use it: rules for bridges. Any thread. */
public interface BridgeFirewall {
    /**
     * Whether published ports are reached without translation unless a network's options differ.
     */
    boolean directRouting();

    /** Adds the rules of a bridge. Repeating it changes nothing. */
    void add(BridgeRules bridge);

    /** Removes the rules of a bridge; one without rules is no error. */
    void remove(BridgeRules bridge);
}
