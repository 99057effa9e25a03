package naru.network.pool;

import naru.network.address.Prefix;
import naru.network.settings.DefaultPool;

import java.util.List;

/** The default pools of automatic subnets, as in Docker 28. */
public final class DefaultPools {
    /** 31 subnets: fifteen of 16 bits, sixteen of 20. */
    public static final List<DefaultPool> STANDARD =
            List.of(
                    pool("172.17.0.0/16", 16),
                    pool("172.18.0.0/16", 16),
                    pool("172.19.0.0/16", 16),
                    pool("172.20.0.0/14", 16),
                    pool("172.24.0.0/14", 16),
                    pool("172.28.0.0/14", 16),
                    pool("192.168.0.0/16", 20));

    private DefaultPools() {}

    private static DefaultPool pool(String base, int size) {
        return new DefaultPool(Prefix.parse(base), size);
    }
}
