package naru.cli.doctor;

import naru.linux.process.Executable;
import naru.proxy.haproxy.HaproxyVersion;
import naru.proxy.runtime.HaproxyProgram;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The program of the HTTP proxy, which is off unless a user switches it on. */
final class ProxyChecks {
    private static final String USE = "serves the routes of `naru proxy`; optional";
    private static final String CACHES =
            "keeps responses of routes with naru.proxy.cache; optional";
    private static final Pattern NGINX = Pattern.compile("nginx/([0-9.]+)");
    private static final String INSTALL = "apt-get install --no-install-recommends ";

    private final Programs programs;

    ProxyChecks(Programs programs) {
        this.programs = programs;
    }

    List<Finding> all() {
        return List.of(haproxy(), nginx());
    }

    private Finding haproxy() {
        var program = programs.find("haproxy").map(HaproxyProgram::of);
        var description = program.flatMap(ProxyChecks::describe).orElse("");
        return HaproxyVersion.of(description)
                .map(version -> haproxy(version, description))
                .orElseGet(() -> Finding.warn("haproxy", "not found: " + USE, INSTALL + "haproxy"));
    }

    static Finding haproxy(HaproxyVersion version, String description) {
        if (!version.isAtLeast(HaproxyVersion.V2_6)) {
            return Finding.warn(
                    "haproxy", version + " is older than 2.6: " + USE, INSTALL + "haproxy");
        }
        var abilities = new ArrayList<String>();
        abilities.add(description.contains("+OPENSSL") ? "TLS" : "no TLS");
        abilities.add(description.contains("+LUA") ? "Lua" : "no Lua");
        abilities.add(description.contains("+QUIC") ? "HTTP/3" : "no HTTP/3");
        return Finding.ok(
                "haproxy", version + " with " + String.join(", ", abilities) + ", " + USE);
    }

    private Finding nginx() {
        return programs.find("nginx")
                .map(Executable::of)
                .flatMap(ProxyChecks::versionOf)
                .map(version -> Finding.ok("nginx", version + ", " + CACHES))
                .orElseGet(() -> Finding.warn("nginx", "not found: " + CACHES, INSTALL + "nginx"));
    }

    private static Optional<String> versionOf(Executable nginx) {
        try {
            var match = NGINX.matcher(nginx.run("-v").output());
            return match.find() ? Optional.of(match.group(1)) : Optional.empty();
        } catch (IOException unusable) {
            return Optional.empty();
        }
    }

    private static Optional<String> describe(HaproxyProgram program) {
        try {
            return Optional.of(program.describe());
        } catch (IOException unusable) {
            return Optional.empty();
        }
    }
}
