package naru.network.option;

import naru.network.model.NaruException;

import java.util.Locale;

/** The gateway mode of a network for one family, with Docker's names. */
public enum GatewayMode {
    /** Outgoing connections are masqueraded; incoming ones use published ports of the host. */
    NAT,
    /** The same, and all ports of containers are directly reachable. */
    NAT_UNPROTECTED,
    /** No translation: published ports of containers are directly reachable. */
    ROUTED,
    /** The host has no address on the network either; internal networks only. */
    ISOLATED;

    /**
     * Reads {@code nat-unprotected}.
     *
     * @throws NaruException.Invalid for any other text
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

    /** Whether ports of the host are published. */
    public boolean translates() {
        return this == NAT || this == NAT_UNPROTECTED;
    }
}
