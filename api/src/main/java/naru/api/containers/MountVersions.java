package naru.api.containers;

import naru.api.resource.ApiVersion;
import naru.container.config.HostConfig;
import naru.container.config.Mount;
import naru.container.config.Mount.BindOptions;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

/** Converts {@code Mounts} by the client's API version. */
final class MountVersions {
    private MountVersions() {}

    static HostConfig adjusted(HostConfig host, ApiVersion version) {
        if (host.mounts().isEmpty()) {
            return host;
        }
        return host.withMounts(
                host.mounts().stream().map(mount -> adjusted(mount, version)).toList());
    }

    static Mount adjusted(Mount mount, ApiVersion version) {
        var bind = adjusted(mount.bindOptions(), version);
        var volume = mount.volumeOptions();
        var tmpfs = mount.tmpfsOptions();
        if (version.before(1, 42)) { // foreign options were no error then
            volume = mount.type().equals("volume") ? volume : null;
            tmpfs = mount.type().equals("tmpfs") ? tmpfs : null;
        } else {
            check("VolumeOptions", "volume", volume, mount);
            check("BindOptions", "bind", bind, mount);
            check("TmpfsOptions", "tmpfs", tmpfs, mount);
        }
        if (version.before(1, 44)
                && mount.type().equals("bind")
                && bind != null
                && bind.readOnlyForceRecursive()) {
            throw new NaruException.Invalid(
                    "BindOptions.ReadOnlyForceRecursive needs API v1.44 or newer");
        }
        if (version.before(1, 45) && volume != null && !volume.subpath().isEmpty()) {
            throw new NaruException.Invalid("VolumeOptions.Subpath needs API v1.45 or newer");
        }
        return mount.with(bind, volume, tmpfs);
    }

    /** Removes the fields of later versions. */
    private static @Nullable BindOptions adjusted(
            @Nullable BindOptions options, ApiVersion version) {
        if (options == null || !version.before(1, 42)) {
            return options;
        }
        return new BindOptions(
                options.propagation(),
                options.nonRecursive() && !version.before(1, 40),
                false,
                options.readOnlyNonRecursive(),
                options.readOnlyForceRecursive());
    }

    private static void check(String field, String type, @Nullable Object options, Mount mount) {
        if (options != null && !mount.type().equals(type)) {
            throw new NaruException.Invalid(
                    field + " must not be specified on mount type \"" + mount.type() + "\"");
        }
    }
}
