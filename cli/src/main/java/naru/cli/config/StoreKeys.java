package naru.cli.config;

import naru.cluster.network.NamedStore;
import naru.etcd.Tls;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/** Reads the keys of networks without a Swarm, with the names that Docker had until 20.10. */
final class StoreKeys {
    private static final String STORE = "cluster-store";
    private static final String OPTIONS = "cluster-store-opts";

    private StoreKeys() {}

    static StoreSettings settings(ConfigKeys keys) {
        var tls = tls(keys);
        var store = keys.value(STORE, url -> NamedStore.of(url, tls));
        var advertise = keys.text("cluster-advertise", "");
        if (store == null && (tls != null || !advertise.isEmpty())) {
            throw new ConfigException("cluster-advertise and " + OPTIONS + " need " + STORE);
        }
        return new StoreSettings(store, advertise);
    }

    private static @Nullable Tls tls(ConfigKeys keys) {
        var options = keys.object(OPTIONS);
        if (options == null) {
            return null;
        }
        var authority = options.value("kv.cacertfile", Path::of);
        var certificate = options.value("kv.certfile", Path::of);
        var key = options.value("kv.keyfile", Path::of);
        options.refuseOthers();
        if (authority == null || certificate == null || key == null) {
            throw new ConfigException(
                    OPTIONS + " needs all of kv.cacertfile, kv.certfile and kv.keyfile");
        }
        return new Tls(authority, certificate, key);
    }
}
