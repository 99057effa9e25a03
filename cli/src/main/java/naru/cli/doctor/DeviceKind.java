package naru.cli.doctor;

import naru.linux.netlink.MessageWriter;

import java.util.function.Consumer;

/**
 * A kind of interface and its use in Naru.
 *
 * @param word IFLA_INFO_KIND
 * @param option the kernel's build option
 * @param onParent whether it sits on top of another interface
 * @param needed whether Naru requires it
 * @param use its purpose
 * @param data required content of IFLA_INFO_DATA
 */
record DeviceKind(
        String word,
        String option,
        boolean onParent,
        boolean needed,
        String use,
        Consumer<MessageWriter> data) {
    private static final int IFLA_VLAN_ID = 1; // linux/if_link.h
    private static final int IFLA_VXLAN_ID = 1;

    static final DeviceKind VETH = plain("veth", "CONFIG_VETH", "links to containers");
    static final DeviceKind BRIDGE = plain("bridge", "CONFIG_BRIDGE", "bridge networks");
    static final DeviceKind MACVLAN = onParent("macvlan", "CONFIG_MACVLAN", "macvlan networks");
    static final DeviceKind IPVLAN = onParent("ipvlan", "CONFIG_IPVLAN", "ipvlan networks");
    static final DeviceKind VLAN =
            new DeviceKind(
                    "vlan",
                    "CONFIG_VLAN_8021Q",
                    true,
                    false,
                    "802.1q parents such as eth0.10",
                    data -> data.u16(IFLA_VLAN_ID, 10));
    static final DeviceKind VXLAN =
            new DeviceKind(
                    "vxlan",
                    "CONFIG_VXLAN",
                    false,
                    false,
                    "overlay networks",
                    data -> data.u32(IFLA_VXLAN_ID, 4096));

    private static DeviceKind plain(String word, String option, String use) {
        return new DeviceKind(word, option, false, true, use, _ -> {});
    }

    private static DeviceKind onParent(String word, String option, String use) {
        return new DeviceKind(word, option, true, false, use, _ -> {});
    }
}
