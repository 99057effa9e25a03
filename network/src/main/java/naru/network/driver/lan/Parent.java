package naru.network.driver.lan;

import naru.network.host.HostView;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

/**
 * The parent interface of a network.
 *
 * @param name of the interface
 * @param isDummy whether it is unconnected, and created for its network only
 */
record Parent(String name, boolean isDummy) {
    private static final int MAX_VLAN_ID = 4094; // IEEE 802.1Q

    /** An unconnected interface, for containers that reach only each other. */
    static Parent none(String name) {
        return new Parent(name, true);
    }

    /** An existing interface, or a subinterface such as {@code eth0.10} of one. */
    static Parent named(String name) {
        return new Parent(name, false);
    }

    /**
     * An 802.1q subinterface.
     *
     * @param trunk the name of its parent interface
     */
    record Tagged(String trunk, int id) {}

    /** The subinterface to create if there is no interface of this name; null for other names. */
    @Nullable Tagged tagged() {
        int dot = name.indexOf('.');
        if (isDummy || dot <= 0 || name.indexOf('.', dot + 1) >= 0) {
            return null;
        }
        try {
            var tagged =
                    new Tagged(name.substring(0, dot), Integer.parseInt(name.substring(dot + 1)));
            return tagged.id < 1 || tagged.id > MAX_VLAN_ID ? null : tagged;
        } catch (NumberFormatException ignored) {
            return null;
        }
    }

    /** Checks that it exists or can be created, with Docker's error messages. */
    void check(HostView host) {
        if (isDummy || host.link(name).isPresent()) {
            return;
        }
        if (!name.contains(".")) {
            throw new NaruException.HostFailure(
                    "invalid subinterface vlan name %s, example formatting is eth0.10 (and there is"
                                    .formatted(name)
                            + " no interface of this name)");
        }
        var parts = name.split("\\.", -1);
        if (parts.length != 2) {
            throw new NaruException.HostFailure(
                    "required interface name format is: name.vlan_id, ex. eth0.10 for vlan 10,"
                            + " instead received "
                            + name);
        }
        checkTag(parts[1], parts[0], host);
    }

    private static void checkTag(String text, String trunk, HostView host) {
        int id;
        try {
            id = Integer.parseInt(text);
        } catch (NumberFormatException ignored) {
            throw new NaruException.HostFailure(
                    "unable to parse a valid vlan id from: %s (ex. eth0.10 for vlan 10)"
                            .formatted(text));
        }
        if (host.link(trunk).isEmpty()) {
            throw new NaruException.HostFailure(
                    "-o parent interface was not found on the host: " + trunk);
        }
        if (id < 1 || id > MAX_VLAN_ID) {
            throw new NaruException.HostFailure("vlan id must be between 1-4094, received: " + id);
        }
    }
}
