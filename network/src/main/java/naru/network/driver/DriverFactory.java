package naru.network.driver;

import java.util.List;

/**
 * Creates drivers. The daemon passes factories to {@link naru.network.Networks}, so that a driver
 * may live in any module.
 */
@FunctionalInterface
public interface DriverFactory {
    /** The drivers, more than one where they share state. Changes nothing on the host. */
    List<? extends Driver> create(DriverServices services);
}
