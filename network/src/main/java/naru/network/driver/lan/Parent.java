package naru.network.driver.lan;

import naru.network.host.HostView;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

/**
 * The interface of the host that a network rides on.
 *
 * @param name of the interface
 * @param isDummy whether it leads nowhere, and is made for its network alone
 */
record Parent(String name, boolean isDummy) {
    private static final int MOST = 4094; // IEEE 802.1Q

    /** An interface without a wire, for containers that talk among themselves. */
    static Parent none(String name) {
        return new Parent(name, true);
    }

    /** An interface that is there, or a tagged part such as {@code eth0.10} of one that is. */
    static Parent named(String name) {
        return new Parent(name, false);
    }

    /**
     * A part of another interface by its 802.1q tag.
     *
     * @param trunk the name of the interface whose part it is
     */
    record Tagged(String trunk, int id) {}

    /** What to make if there is no interface of this name; null where a name says nothing of it. */
    @Nullable Tagged tagged() {
        int dot = name.indexOf('.');
        if (isDummy || dot <= 0 || name.indexOf('.', dot + 1) >= 0) {
            return null;
        }
        try {
            var tagged =
                    new Tagged(name.substring(0, dot), Integer.parseInt(name.substring(dot + 1)));
            return tagged.id < 1 || tagged.id > MOST ? null : tagged;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** Checks that it is there or can be made, with Docker's words for what is wrong. */
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
        } catch (NumberFormatException e) {
            throw new NaruException.HostFailure(
                    "unable to parse a valid vlan id from: %s (ex. eth0.10 for vlan 10)"
                            .formatted(text));
        }
        if (host.link(trunk).isEmpty()) {
            throw new NaruException.HostFailure(
                    "-o parent interface was not found on the host: " + trunk);
        }
        if (id < 1 || id > MOST) {
            throw new NaruException.HostFailure("vlan id must be between 1-4094, received: " + id);
        }
    }
}
