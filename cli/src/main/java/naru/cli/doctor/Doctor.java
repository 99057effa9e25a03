package naru.cli.doctor;

import naru.linux.error.LinuxException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Examines this machine. */
final class Doctor {
    private final Programs programs;
    private final Path dataRoot;

    /** {@code dataRoot} need not exist: then its parent's file system is checked. */
    Doctor(Programs programs, Path dataRoot) {
        this.programs = programs;
        this.dataRoot = dataRoot;
    }

    List<Section> examine() {
        var checks = new ProgramChecks(programs, HostChecks.lines(Path.of("/etc/os-release")));
        var sections = new ArrayList<Section>();
        sections.add(new Section("kernel", kernel()));
        sections.add(new Section("host", host()));
        sections.add(new Section("programs", checks.needed()));
        sections.add(new Section("program of the HTTP proxy", new ProxyChecks(programs).all()));
        sections.add(new Section("store of a cluster", new ClusterChecks(programs).all()));
        sections.add(new Section("programs of the demo and the tests", checks.forTheDemo()));
        return sections;
    }

    private List<Finding> kernel() {
        var findings = new ArrayList<Finding>();
        try (var scratch = Scratch.open(existing(dataRoot))) {
            findings.add(Finding.ok("network namespaces", "one for each container"));
            findings.addAll(DeviceChecks.inside(scratch));
            findings.addAll(FirewallChecks.inside(scratch));
            findings.add(HostChecks.overlay(scratch.directory()));
        } catch (LinuxException refused) {
            findings.add(
                    Finding.missing(
                            "network namespaces",
                            "cannot be created (" + refused.getMessage() + ")",
                            "run this as root"));
        }
        findings.add(HostChecks.cgroups(HostChecks.mounts()));
        findings.add(HostChecks.ipv6());
        return findings;
    }

    private List<Finding> host() {
        var findings = new ArrayList<Finding>();
        findings.add(HostChecks.jdk());
        findings.add(HostChecks.forwarding());
        findings.add(HostChecks.bridgeFilter());
        findings.add(HostChecks.relay());
        findings.addAll(ForeignFirewall.read(programs));
        findings.addAll(NetworkChecks.installations(dataRoot));
        findings.add(HostChecks.dockerGroup(HostChecks.lines(Path.of("/etc/group"))));
        return findings;
    }

    private static Path existing(Path path) {
        Path found = path;
        while (!Files.isDirectory(found) && found.getParent() != null) {
            found = found.getParent();
        }
        return found;
    }
}
