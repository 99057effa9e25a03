package naru.network.driver;

import naru.network.model.NaruException;

/** The option for the MTU of a network's links. */
public final class Mtu {
    public static final String OPTION = "com.docker.network.driver.mtu";

    /** The least with which a link has IPv6: RFC 8200 section 5. */
    public static final int MIN_IPV6 = 1280;

    private static final int MIN = 68; // RFC 791
    private static final int MAX = 65535;

    private Mtu() {}

    /** Returns {@code value}, which is 0 for the default. */
    public static int check(int value, boolean ipv6) {
        if (value != 0 && (value < MIN || value > MAX)) {
            throw new NaruException.Invalid("invalid MTU number: " + value);
        }
        if (value != 0 && value < MIN_IPV6 && ipv6) {
            throw new NaruException.Invalid(
                    "invalid MTU number: %d: a network with IPv6 needs at least %d (option %s)"
                            .formatted(value, MIN_IPV6, OPTION));
        }
        return value;
    }
}
