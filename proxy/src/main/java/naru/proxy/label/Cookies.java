package naru.proxy.label;

import naru.proxy.label.node.LabelNode;
import naru.proxy.model.Service.Sticky;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks the settings of cookies; RFC 6265, section 4.1.1. */
final class Cookies {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.~!#&*+-]*");
    private static final Pattern ATTRIBUTE = Pattern.compile("[\\x21-\\x3a\\x3c-\\x7e]*");
    private static final Pattern DOMAIN =
            Pattern.compile("(\\.?[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)+)?");
    private static final Set<String> SAME_SITE = Set.of("", "none", "lax", "strict");

    private Cookies() {}

    /** The cookie, unless a label is invalid, which is reported. */
    static Optional<Sticky> check(LabelNode labels, Sticky.Cookie cookie) {
        boolean valid =
                check(labels, "name", NAME.matcher(cookie.name()).matches())
                        & check(labels, "path", ATTRIBUTE.matcher(cookie.path()).matches())
                        & check(labels, "domain", DOMAIN.matcher(cookie.domain()).matches())
                        & check(labels, "samesite", SAME_SITE.contains(cookie.sameSite()));
        return valid ? Optional.of(cookie) : Optional.empty();
    }

    private static boolean check(LabelNode labels, String name, boolean valid) {
        if (!valid) {
            labels.child(name)
                    .problem("\"" + labels.text(name, "") + "\" is not possible in a cookie");
        }
        return valid;
    }
}
