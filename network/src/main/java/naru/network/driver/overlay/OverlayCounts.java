package naru.network.driver.overlay;

/**
 * Counters of overlay networks.
 *
 * @param endpoints remote endpoints
 * @param rows rows that are desired in the kernel: of networks that are realised here
 * @param repairs rows that differed from the desired state when they were compared
 */
public record OverlayCounts(long endpoints, long rows, long repairs) {
    static final OverlayCounts NONE = new OverlayCounts(0, 0, 0);

    OverlayCounts plus(OverlayCounts other) {
        return new OverlayCounts(
                endpoints + other.endpoints, rows + other.rows, repairs + other.repairs);
    }
}
