package naru.network.option;

import naru.network.model.NaruException;

import java.util.Locale;

/** How a network is joined to the rest of the world, for one family; the words are Docker's. */
public enum GatewayMode {
    /** Out by the host's address; in by published ports of the host. */
    NAT,
    /** The same, and straight to every port of a container. */
    NAT_UNPROTECTED,
    /** Nothing is translated: straight to the published ports of a container. */
    ROUTED,
    /** The host has no address on the network either; internal networks only. */
    ISOLATED;

    /**
     * Reads {@code nat-unprotected}.
     *
     * @throws NaruException.Invalid for any other word
     */
    public static GatewayMode parse(String text) {
        for (var mode : values()) {
            if (mode.text().equals(text)) {
                return mode;
            }
        }
        throw new NaruException.Invalid("unknown gateway mode " + text);
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether the host's ports lead to containers. */
    public boolean translates() {
        return this == NAT || this == NAT_UNPROTECTED;
    }
}
