package naru.proxy.acme;

import org.jspecify.annotations.Nullable;

import java.util.Set;
import java.util.regex.Pattern;

/** Which host names a public authority can issue certificates for. */
final class PublicNames {
    private static final Pattern NAME =
            Pattern.compile("(\\*\\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)*[a-z0-9-]{1,63}");

    /** RFC 2606, 6761, 6762, 7686, 8375 and ICANN's resolution on {@code internal}. */
    private static final Set<String> RESERVED =
            Set.of(
                    "arpa",
                    "example",
                    "home",
                    "internal",
                    "invalid",
                    "lan",
                    "local",
                    "localdomain",
                    "localhost",
                    "onion",
                    "test");

    private PublicNames() {}

    static boolean isName(String host) {
        return host.length() < 254 && NAME.matcher(host).matches();
    }

    static boolean isPublic(@Nullable String host) {
        if (host == null || !isName(host)) {
            return false;
        }
        var last = host.substring(host.lastIndexOf('.') + 1);
        return host.contains(".")
                && !RESERVED.contains(last)
                && last.chars().anyMatch(letter -> letter > '9'); // no address
    }
}
