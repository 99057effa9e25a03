package naru.linux.route;

import naru.linux.EthernetAddress;
import naru.linux.NetnsHandle;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/**
 * Settings of a link; null keeps a setting, or the kernel's default for a new link. Written as
 * {@code LinkSettings.NONE.mtu(1500).master(bridge).setUp()}.
 *
 * @param name a new name, at most 15 bytes
 * @param index the index of a new link in its namespace; the kernel rejects one that is in use
 * @param mtu in bytes
 * @param master index of the bridge or other master; 0 removes the link from it
 * @param alias free text (IFLA_IFALIAS), at most 255 bytes
 * @param group a number for deleting links together
 * @param up true for up, false for down
 * @param netns the namespace to which the link is moved, or in which it is created
 */
public record LinkSettings(
        @Nullable String name,
        @Nullable Integer index,
        @Nullable Integer mtu,
        @Nullable EthernetAddress address,
        @Nullable Integer master,
        @Nullable String alias,
        @Nullable Integer group,
        @Nullable Boolean up,
        @Nullable NetnsHandle netns) {
    /** Sets nothing. */
    public static final LinkSettings NONE =
            new LinkSettings(null, null, null, null, null, null, null, null, null);

    private static final int MAX_NAME = 15; // IFNAMSIZ - 1, linux/if.h
    private static final int MAX_ALIAS = 255; // IFALIASZ - 1, linux/if.h

    public LinkSettings {
        if (name != null && (name.isEmpty() || bytes(name) > MAX_NAME)) {
            throw new IllegalArgumentException("a link's name has 1 to 15 bytes: " + name);
        }
        if (alias != null && bytes(alias) > MAX_ALIAS) {
            throw new IllegalArgumentException("alias is longer than 255 bytes: " + alias);
        }
    }

    public LinkSettings name(String name) {
        return new LinkSettings(name, index, mtu, address, master, alias, group, up, netns);
    }

    public LinkSettings index(int index) {
        return new LinkSettings(name, index, mtu, address, master, alias, group, up, netns);
    }

    public LinkSettings mtu(int mtu) {
        return new LinkSettings(name, index, mtu, address, master, alias, group, up, netns);
    }

    public LinkSettings address(EthernetAddress address) {
        return new LinkSettings(name, index, mtu, address, master, alias, group, up, netns);
    }

    public LinkSettings master(int master) {
        return new LinkSettings(name, index, mtu, address, master, alias, group, up, netns);
    }

    public LinkSettings alias(String alias) {
        return new LinkSettings(name, index, mtu, address, master, alias, group, up, netns);
    }

    public LinkSettings group(int group) {
        return new LinkSettings(name, index, mtu, address, master, alias, group, up, netns);
    }

    public LinkSettings netns(NetnsHandle netns) {
        return new LinkSettings(name, index, mtu, address, master, alias, group, up, netns);
    }

    /** Sets the link administratively up. Ignored for a veth's peer on creation. */
    public LinkSettings setUp() {
        return new LinkSettings(name, index, mtu, address, master, alias, group, true, netns);
    }

    public LinkSettings setDown() {
        return new LinkSettings(name, index, mtu, address, master, alias, group, false, netns);
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
