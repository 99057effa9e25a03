package naru.network.driver.lan;

import naru.linux.route.IpvlanFlag;
import naru.linux.route.IpvlanMode;
import naru.linux.route.LinkChange;
import naru.linux.route.LinkSettings;
import naru.linux.route.MacvlanMode;

/** The mode of container interfaces on the parent. */
sealed interface LanMode {
    /** IFLA_INFO_KIND, which is also the driver's name. */
    String kind();

    /** The required kernel option. */
    String kernelOption();

    /** The name prefix of a parent that stands for none. */
    String dummyPrefix();

    /** A change that creates an interface of this mode. */
    LinkChange add(String name, int parent, LinkSettings settings);

    /** Whether its frames carry ARP and neighbour discovery. */
    boolean isLayer2();

    /** A MAC address for each. */
    record Macvlan(MacvlanMode mode) implements LanMode {
        @Override
        public String kind() {
            return "macvlan";
        }

        @Override
        public String kernelOption() {
            return "CONFIG_MACVLAN";
        }

        @Override
        public String dummyPrefix() {
            return "dm-";
        }

        @Override
        public LinkChange add(String name, int parent, LinkSettings settings) {
            return new LinkChange.AddMacvlan(name, parent, mode, settings);
        }

        @Override
        public boolean isLayer2() {
            return true;
        }
    }

    /** The parent's MAC address for all. */
    record Ipvlan(IpvlanMode mode, IpvlanFlag flag) implements LanMode {
        @Override
        public String kind() {
            return "ipvlan";
        }

        @Override
        public String kernelOption() {
            return "CONFIG_IPVLAN";
        }

        @Override
        public String dummyPrefix() {
            return "di-";
        }

        @Override
        public LinkChange add(String name, int parent, LinkSettings settings) {
            return new LinkChange.AddIpvlan(name, parent, mode, flag, settings);
        }

        @Override
        public boolean isLayer2() {
            return mode == IpvlanMode.L2;
        }
    }
}
