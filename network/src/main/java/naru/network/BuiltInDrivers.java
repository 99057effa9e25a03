package naru.network;

import naru.network.driver.DriverFactory;
import naru.network.driver.PassiveDriver;
import naru.network.driver.bridge.BridgeDriver;
import naru.network.driver.lan.LanDriver;

import java.util.List;

/** The drivers of this module: bridge, macvlan, ipvlan, host and null. */
public final class BuiltInDrivers {
    private BuiltInDrivers() {}

    public static List<DriverFactory> factories() {
        return List.of(
                BridgeDriver::create,
                LanDriver::create,
                _ -> List.of(new PassiveDriver("host"), new PassiveDriver("null")));
    }
}
