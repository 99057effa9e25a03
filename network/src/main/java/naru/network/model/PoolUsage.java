package naru.network.model;

import java.math.BigInteger;

/**
 * How full a pool is, in addresses.
 *
 * @param inUse by endpoints, the gateway, auxiliary ones and the subnet itself
 * @param available to endpoints that ask for any address
 */
public record PoolUsage(BigInteger inUse, BigInteger available) {}
