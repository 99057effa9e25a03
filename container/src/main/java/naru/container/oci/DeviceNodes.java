package naru.container.oci;

import naru.container.config.DeviceMapping;
import naru.container.config.ThrottleDevice;
import naru.container.oci.OciSpec.Device;
import naru.container.oci.OciSpec.DeviceRule;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Device nodes of the host as a container's specification names them. */
final class DeviceNodes {
    private static final int S_IFMT = 0170000; // linux/stat.h
    private static final int S_IFCHR = 0020000;
    private static final int S_IFBLK = 0060000;

    private static final Pattern RULE =
            Pattern.compile("([acb]) ([0-9]{1,9}|\\*):([0-9]{1,9}|\\*) ([rwm]{1,3})");

    private DeviceNodes() {}

    /** A device of a container, and the permitted access. */
    record Granted(Device device, DeviceRule rule) {}

    /** A device, or all devices below a directory. */
    static List<Granted> granted(DeviceMapping mapping) {
        try {
            Path path = Path.of(mapping.pathOnHost()).toRealPath();
            var found = new ArrayList<Device>();
            if (Files.isDirectory(path)) {
                collect(path, found);
                found.replaceAll(device -> moved(device, path, mapping.pathInContainer()));
            } else {
                var device = read(path, mapping.pathInContainer());
                if (device == null) {
                    throw new IOException("not a device node");
                }
                found.add(device);
            }
            return found.stream().map(device -> granted(device, mapping)).toList();
        } catch (IOException failure) {
            throw new NaruException.HostFailure(
                    "error gathering device information while adding custom device \""
                            + mapping.pathOnHost()
                            + "\": no such file or directory",
                    failure);
        }
    }

    /** A limit, for the device's numbers. */
    static OciSpec.Rate rate(ThrottleDevice limit) {
        try {
            var device = read(Path.of(limit.path()), limit.path());
            if (device == null) {
                throw new NaruException.Invalid(limit.path() + " is not a device node");
            }
            return new OciSpec.Rate(device.major(), device.minor(), limit.rate());
        } catch (IOException failure) {
            throw new NaruException.HostFailure(
                    "stat " + limit.path() + ": no such file or directory", failure);
        }
    }

    private static Device moved(Device device, Path from, String to) {
        String place = Path.of(to).resolve(from.relativize(Path.of(device.path()))).toString();
        return new Device(
                place,
                device.type(),
                device.major(),
                device.minor(),
                device.fileMode(),
                device.uid(),
                device.gid());
    }

    private static Granted granted(Device device, DeviceMapping mapping) {
        var rule =
                new DeviceRule(
                        true,
                        device.type(),
                        device.major(),
                        device.minor(),
                        mapping.cgroupPermissions());
        return new Granted(device, rule);
    }

    /** Reads {@code type major:minor access}, such as {@code c 42:* rmw}; a star is any number. */
    static DeviceRule rule(String text) {
        var match = RULE.matcher(text);
        if (!match.matches()) {
            throw new NaruException.Invalid("invalid device cgroup rule format: '" + text + "'");
        }
        return new DeviceRule(
                true,
                match.group(1),
                number(match.group(2)),
                number(match.group(3)),
                match.group(4));
    }

    private static @Nullable Integer number(String text) {
        return text.equals("*") ? null : Integer.valueOf(text);
    }

    /** Everything in /dev, for privileged containers. */
    static List<Device> all() {
        var devices = new ArrayList<Device>();
        collect(Path.of("/dev"), devices);
        return devices;
    }

    private static void collect(Path folder, List<Device> into) {
        try (var entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    if (!List.of("pts", "shm", "fd", "mqueue", "hugepages").contains(name)) {
                        collect(entry, into);
                    }
                } else if (!name.equals("console") && !name.equals("ptmx")) {
                    var device = read(entry, entry.toString());
                    if (device != null) {
                        into.add(device);
                    }
                }
            }
        } catch (IOException vanished) {
            // a device that was just unplugged is left out
        }
    }

    private static @Nullable Device read(Path path, String pathInside) throws IOException {
        int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        int kind = mode & S_IFMT;
        if (kind != S_IFCHR && kind != S_IFBLK) {
            return null;
        }
        long number = (Long) Files.getAttribute(path, "unix:rdev");
        int major = (int) ((number >>> 8) & 0xfff); // makedev(3), as glibc encodes it
        int minor = (int) ((number & 0xff) | ((number >>> 12) & 0xfff00));
        int uid = (Integer) Files.getAttribute(path, "unix:uid");
        int gid = (Integer) Files.getAttribute(path, "unix:gid");
        String type = kind == S_IFBLK ? "b" : "c";
        return new Device(pathInside, type, major, minor, mode & 0777, uid, gid);
    }
}
