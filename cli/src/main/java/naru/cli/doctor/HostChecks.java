package naru.cli.doctor;

import naru.linux.Kernel;
import naru.linux.MountPoint;
import naru.linux.MountTable;
import naru.linux.Mounts;
import naru.linux.Sysctl;
import naru.linux.error.LinuxException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;

/** The configuration of the host, except for network devices and firewall. */
final class HostChecks {
    private static final Path SYSCTLS = Path.of("/proc/sys");
    private static final String BRIDGE_FILTER = "net/bridge/bridge-nf-call-iptables";
    private static final String BRIDGE_FILTER6 = "net/bridge/bridge-nf-call-ip6tables";
    private static final List<String> CONTROLLERS = List.of("cpu", "memory", "pids");

    private HostChecks() {}

    /** Mounts an overlay on the file system of the layers. */
    static Finding overlay(Path directory) {
        String name = "overlayfs";
        var mounts = new Mounts(Kernel.DIRECT);
        try {
            var lower = Files.createDirectory(directory.resolve("lower"));
            var upper = Files.createDirectory(directory.resolve("upper"));
            var work = Files.createDirectory(directory.resolve("work"));
            var merged = Files.createDirectory(directory.resolve("merged"));
            mounts.overlay(List.of(lower), upper, work, merged);
            mounts.unmount(merged);
            return Finding.ok(
                    name,
                    "root file systems of containers, on the disk of " + directory.getParent());
        } catch (LinuxException | IOException refused) {
            return Finding.missing(
                    name,
                    "no root file systems of containers below "
                            + directory.getParent()
                            + " ("
                            + refused.getMessage()
                            + ")",
                    "a kernel with CONFIG_OVERLAY_FS, and --data-root on a file system such as ext4"
                            + " or xfs");
        }
    }

    /** The cgroup controllers that limits require, of either version. */
    static Finding cgroups(List<MountPoint> mounts) {
        var versions = new TreeSet<String>();
        var controllers = new TreeSet<String>();
        for (MountPoint mount : mounts) {
            if (mount.type().equals("cgroup2")) {
                versions.add("version 2");
                controllers.addAll(words(mount.target().resolve("cgroup.controllers")));
            } else if (mount.type().equals("cgroup")) {
                versions.add("version 1");
                controllers.addAll(List.of(mount.options().split(",", -1)));
            }
        }
        controllers.retainAll(CONTROLLERS);
        String says = String.join(" and ", versions) + ": " + String.join(", ", controllers);
        if (controllers.containsAll(CONTROLLERS)) {
            return Finding.ok("cgroups", says);
        }
        return Finding.warn(
                "cgroups",
                (versions.isEmpty() ? "not mounted" : says) + "; other limits have no effect",
                "mount cgroup2 at /sys/fs/cgroup, as systemd does");
    }

    static Finding forwarding() {
        String name = "ip_forward";
        return Sysctl.read("net/ipv4/ip_forward").equals("1")
                ? Finding.ok(name, "on")
                : Finding.warn(
                        name,
                        "off: the daemon enables it when it starts, and this host is then a"
                                + " router",
                        "\"ip-forward\": false in the daemon's configuration leaves it off, and"
                                + " containers on their own");
    }

    static Finding bridgeFilter() {
        String name = "br_netfilter";
        if (!Files.exists(SYSCTLS.resolve(BRIDGE_FILTER))) {
            return Finding.ok(name, "not loaded, and not needed");
        }
        String says = "bridge-nf-call-iptables is " + Sysctl.read(BRIDGE_FILTER);
        boolean drops =
                Files.exists(SYSCTLS.resolve(BRIDGE_FILTER6))
                        && Sysctl.read(BRIDGE_FILTER6).equals("1");
        return drops ? loopbackDropped(name, says) : Finding.ok(name, says);
    }

    /** The kernel drops containers' replies to ::1; only the relay avoids that. */
    private static Finding loopbackDropped(String name, String says) {
        return hasRelay()
                ? Finding.ok(
                        name,
                        says
                                + ", and of ip6tables 1: ports on [::1] use the relay, or are"
                                + " refused with \"userland-proxy\": false")
                : Finding.warn(
                        name,
                        says + ", and of ip6tables 1: published ports are refused at [::1]",
                        "sysctl net.bridge.bridge-nf-call-ip6tables=0, or the relay");
    }

    /** The program that relays published ports between address families. */
    static Finding relay() {
        return hasRelay()
                ? Finding.ok("naru-relay", "ports are published on IPv4 and IPv6 in any case")
                : Finding.warn(
                        "naru-relay",
                        "missing: ports are published in the families of their containers only",
                        "build Naru with a C compiler (gcc) installed");
    }

    private static boolean hasRelay() {
        return Files.isExecutable(Path.of(System.getProperty("naru.relay", "")));
    }

    static Finding ipv6() {
        return Files.exists(SYSCTLS.resolve("net/ipv6"))
                ? Finding.ok("IPv6", "available")
                : Finding.warn(
                        "IPv6", "no IPv6 networks", "a kernel started without ipv6.disable=1");
    }

    static Finding dockerGroup(List<String> groups) {
        for (String line : groups) {
            if (line.startsWith("docker:")) {
                String members = line.substring(line.lastIndexOf(':') + 1);
                String who = members.isEmpty() ? "only root" : members;
                return Finding.ok("group docker", "may use the socket: " + who);
            }
        }
        return Finding.warn("group docker", "only root may use the socket", "groupadd docker");
    }

    static Finding jdk() {
        return Finding.ok("JDK", Runtime.version() + " at " + System.getProperty("java.home"));
    }

    static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException ignored) {
            return List.of();
        }
    }

    static List<MountPoint> mounts() {
        return MountTable.read();
    }

    private static List<String> words(Path file) {
        return lines(file).stream().flatMap(line -> List.of(line.split(" ", -1)).stream()).toList();
    }
}
