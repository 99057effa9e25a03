package naru.cli.config;

import naru.proxy.acme.AcmeSettings;
import naru.proxy.acme.AcmeSettings.Challenge;
import naru.proxy.acme.AcmeSettings.ExternalAccount;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the key {@code acme} of {@code proxy}. */
final class AcmeKeys {
    private static final Pattern DURATION = Pattern.compile("([1-9][0-9]{0,3})([dh])");

    private AcmeKeys() {}

    /** Empty without the key; then no certificate is ordered. */
    static Optional<AcmeSettings> settings(ConfigKeys proxy) {
        var inner = proxy.object("acme");
        if (inner == null) {
            return Optional.empty();
        }
        var directory = inner.value("directory", AcmeKeys::directory);
        var isDns = inner.oneOf("challenge", List.of("http-01", "dns-01")).equals("dns-01");
        var settings =
                new AcmeSettings(
                        directory == null ? AcmeSettings.LETS_ENCRYPT : directory,
                        inner.text("email", ""),
                        inner.flag("agreement", false),
                        isDns ? Challenge.DNS_01 : Challenge.HTTP_01,
                        Optional.ofNullable(inner.value("hook", AcmeKeys::program)),
                        Optional.ofNullable(inner.value("renew-before", AcmeKeys::duration)),
                        Optional.ofNullable(inner.value("ca-file", AcmeKeys::file)),
                        external(inner));
        inner.refuseOthers();
        if (isDns && settings.hook().isEmpty()) {
            throw new ConfigException("acme: the challenge dns-01 needs a \"hook\"");
        }
        return Optional.of(settings);
    }

    private static Optional<ExternalAccount> external(ConfigKeys acme) {
        var id = acme.text("eab-key-id", "");
        if (id.isEmpty()) {
            return Optional.empty();
        }
        var account = acme.value("eab-key", key -> new ExternalAccount(id, key));
        if (account == null) {
            throw new ConfigException("acme: \"eab-key-id\" needs an \"eab-key\"");
        }
        return Optional.of(account);
    }

    private static URI directory(String text) {
        var uri = URI.create(text);
        if (!"https".equals(uri.getScheme()) || uri.getHost() == null) {
            throw new IllegalArgumentException("the address of a directory begins with https://");
        }
        return uri;
    }

    private static Path program(String text) {
        var path = file(text);
        if (!Files.isExecutable(path)) {
            throw new IllegalArgumentException("it cannot be executed");
        }
        return path;
    }

    private static Path file(String text) {
        var path = Path.of(text);
        if (!path.isAbsolute() || !Files.exists(path)) {
            throw new IllegalArgumentException("it is no absolute path of a file");
        }
        return path;
    }

    private static Duration duration(String text) {
        var match = DURATION.matcher(text);
        if (!match.matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no number of days, such as 30d");
        }
        long number = Long.parseLong(match.group(1));
        return match.group(2).equals("d") ? Duration.ofDays(number) : Duration.ofHours(number);
    }
}
