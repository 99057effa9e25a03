package naru.cli.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The programs that Naru starts, and optional ones of its demo and tests. */
final class ProgramChecks {
    private static final Version CONMON = Version.of(2, 1, 0);
    private static final Version CRUN = Version.of(1, 0);
    private static final Version RUNC = Version.of(1, 1, 0);

    private static final Set<String> BEFORE_SPLIT =
            Set.of("VERSION_ID=\"11\"", "VERSION_ID=\"12\"");

    private final Programs programs;
    private final List<String> osRelease;

    /** {@code osRelease} has the lines of {@code /etc/os-release}: package names depend on it. */
    ProgramChecks(Programs programs, List<String> osRelease) {
        this.programs = programs;
        this.osRelease = List.copyOf(osRelease);
    }

    /** The container monitor and an OCI runtime. */
    List<Finding> needed() {
        var findings = new ArrayList<Finding>();
        findings.add(
                program(
                        "conmon",
                        CONMON,
                        "supervises containers independently of the daemon",
                        true));
        boolean either = isUsable("crun", CRUN) || isUsable("runc", RUNC);
        findings.add(program("crun", CRUN, "starts containers, faster than runc", !either));
        findings.add(program("runc", RUNC, "starts containers where crun does not work", false));
        return findings;
    }

    /** Used by the demo and the tests only. */
    List<Finding> forTheDemo() {
        var findings = new ArrayList<Finding>();
        findings.add(tool("busybox", "busybox-static", "the demo's image is built from it"));
        findings.add(tool("docker-registry", "docker-registry", "the demo pulls from one"));
        findings.add(tool("docker-compose", "docker-compose", "optional"));
        findings.add(tool("docker", clientPackage(), "any client of 24 or newer; optional"));
        findings.add(tool("curl", "curl", "optional"));
        return findings;
    }

    /** The package of the Docker client, which Debian 13 splits from {@code docker.io}. */
    private String clientPackage() {
        boolean split =
                osRelease.contains("ID=debian")
                        && osRelease.stream().noneMatch(BEFORE_SPLIT::contains);
        return split ? "docker-cli" : "docker.io";
    }

    private boolean isUsable(String name, Version least) {
        return version(name).filter(found -> found.compareTo(least) >= 0).isPresent();
    }

    private Optional<Version> version(String name) {
        return programs.output(name, "--version").flatMap(Version::in);
    }

    private Finding program(String name, Version least, String use, boolean needed) {
        var found = version(name);
        String remedy = "apt-get install " + name;
        if (found.isPresent() && found.get().compareTo(least) >= 0) {
            return Finding.ok(name, found.get() + ", " + use);
        }
        String says =
                found.map(old -> old + " is older than " + least).orElse("not found") + ": " + use;
        return needed ? Finding.missing(name, says, remedy) : Finding.warn(name, says, remedy);
    }

    private Finding tool(String name, String debianPackage, String use) {
        return programs.find(name)
                .map(path -> Finding.ok(name, path.toString()))
                .orElseGet(() ->
                        Finding.warn(
                                name, "not found: " + use, "apt-get install " + debianPackage));
    }
}
