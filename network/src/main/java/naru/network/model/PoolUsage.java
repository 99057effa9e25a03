package naru.network.model;

import java.math.BigInteger;

/**
 * The usage of a pool, in addresses.
 *
 * @param inUse by endpoints, the gateway, auxiliary ones and the subnet itself
 * @param available to endpoints without a requested address
 */
public record PoolUsage(BigInteger inUse, BigInteger available) {}
