package naru.container.oci;

import io.avaje.json.JsonException;
import io.avaje.jsonb.Json;

import naru.container.config.HostConfig;
import naru.container.store.Codec;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The permitted system calls of a container: a profile in Docker's format, whose rules may depend
 * on capabilities, the architecture, or the kernel version.
 *
 * @param archMap for each architecture its compatible ones
 */
@Json
record SeccompProfile(
        String defaultAction,
        @Nullable Integer defaultErrnoRet,
        @Nullable List<ArchMap> archMap,
        @Nullable List<String> architectures,
        List<Rule> syscalls) {

    @Json
    record ArchMap(String architecture, @Nullable List<String> subArchitectures) {}

    /** {@code name} is the older form of {@code names}. */
    @Json
    record Rule(
            @Nullable List<String> names,
            @Nullable String name,
            String action,
            @Nullable Integer errnoRet,
            @Nullable List<OciSpec.SeccompArg> args,
            @Nullable Scope includes,
            @Nullable Scope excludes) {}

    @Json
    record Scope(
            @Nullable List<String> caps,
            @Nullable List<String> arches,
            @Nullable String minKernel) {}

    private static final String ARCH =
            "aarch64".equals(System.getProperty("os.arch"))
                    ? "SCMP_ARCH_AARCH64"
                    : "SCMP_ARCH_X86_64";
    private static final String GO_ARCH = ARCH.equals("SCMP_ARCH_AARCH64") ? "arm64" : "amd64";
    private static final String KERNEL =
            System.getProperty("os.version").replaceFirst("^(\\d+\\.\\d+).*", "$1");
    private static final Map<Set<String>, OciSpec.Seccomp> STANDARD = new ConcurrentHashMap<>();

    /** Read when the first container starts. */
    private static final class Builtin {
        static final SeccompProfile PROFILE = read();

        private static SeccompProfile read() {
            try (var file = SeccompProfile.class.getResourceAsStream("seccomp.json")) {
                return parse(Objects.requireNonNull(file).readAllBytes());
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
    }

    /** The profile that a container's options select; null for no restriction. */
    static OciSpec.@Nullable Seccomp of(HostConfig host, List<String> capabilities) {
        String wanted = SecurityOptions.of(host.securityOpt()).seccomp();
        if (wanted.equals("unconfined") || (wanted.isEmpty() && host.privileged())) {
            return null;
        }
        var held = Set.copyOf(capabilities);
        return wanted.isEmpty() || wanted.equals("builtin")
                ? STANDARD.computeIfAbsent(held, Builtin.PROFILE::forHolder)
                : parse(wanted.getBytes(StandardCharsets.UTF_8)).forHolder(held);
    }

    static SeccompProfile parse(byte[] json) {
        try {
            return Codec.decode(SeccompProfile.class, json);
        } catch (JsonException | IllegalStateException garbled) {
            throw new NaruException.Invalid(
                    "Decoding seccomp profile failed: " + garbled.getMessage());
        }
    }

    /** The rules for a process with these capabilities on this architecture. */
    OciSpec.Seccomp forHolder(Set<String> capabilities) {
        var rules =
                syscalls.stream()
                        .filter(rule -> holds(rule, capabilities))
                        .map(rule ->
                                new OciSpec.SeccompRule(
                                        names(rule), rule.action(), rule.errnoRet(), rule.args()))
                        .toList();
        return new OciSpec.Seccomp(defaultAction, defaultErrnoRet, arches(), rules);
    }

    private static List<String> names(Rule rule) {
        if (rule.names() != null && !rule.names().isEmpty()) {
            return rule.names();
        }
        return rule.name() == null ? List.of() : List.of(rule.name());
    }

    private static boolean holds(Rule rule, Set<String> capabilities) {
        var in = rule.includes();
        var out = rule.excludes();
        return (in == null
                        || (contains(in.arches(), GO_ARCH)
                                && kernelIsAtLeast(in.minKernel())
                                && (in.caps() == null || capabilities.containsAll(in.caps()))))
                && (out == null
                        || ((out.arches() == null || !out.arches().contains(GO_ARCH))
                                && (out.minKernel() == null || !kernelIsAtLeast(out.minKernel()))
                                && (out.caps() == null
                                        || out.caps().stream().noneMatch(capabilities::contains))));
    }

    /** {@code version} such as {@code 4.8}; null for any. */
    private static boolean kernelIsAtLeast(@Nullable String version) {
        if (version == null || version.isEmpty()) {
            return true;
        }
        try {
            var wanted = Runtime.Version.parse(version);
            return Runtime.Version.parse(KERNEL).compareTo(wanted) >= 0;
        } catch (IllegalArgumentException garbled) {
            throw new NaruException.Invalid(
                    "Decoding seccomp profile failed: invalid kernel version: " + version);
        }
    }

    private static boolean contains(@Nullable List<String> names, String name) {
        return names == null || names.isEmpty() || names.contains(name);
    }

    private List<String> arches() {
        if (archMap != null) {
            for (var each : archMap) {
                if (each.architecture().equals(ARCH)) {
                    var all = new java.util.ArrayList<>(List.of(ARCH));
                    all.addAll(
                            each.subArchitectures() == null ? List.of() : each.subArchitectures());
                    return all;
                }
            }
        }
        return architectures == null ? List.of() : architectures;
    }
}
