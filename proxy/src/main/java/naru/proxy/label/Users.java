package naru.proxy.label;

import naru.proxy.label.node.LabelNode;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Users with their password hashes in a label. */
final class Users {
    /** What crypt(3) has, and the kinds of htpasswd(1) that it has not. */
    private static final Pattern HASH =
            Pattern.compile(
                    "\\$2[abxy]\\$[0-9]{2}\\$[./A-Za-z0-9]{53}"
                            + "|\\$(1|apr1|5|6)\\$[./A-Za-z0-9=$]{1,200}"
                            + "|\\$(y|7|gy)\\$[./A-Za-z0-9$]{1,200}"
                            + "|\\{SHA}[A-Za-z0-9+/]{27}="
                            + "|[./A-Za-z0-9]{13}");

    private Users() {}

    /** The hashes by user; empty if a part is invalid, which is reported. */
    static Map<String, String> read(LabelNode labels, String name) {
        var users = new TreeMap<String, String>();
        for (var entry : labels.list(name)) {
            int colon = entry.indexOf(':');
            if (colon <= 0 || colon == entry.length() - 1) {
                labels.child(name).problem("expected user:hash, as htpasswd prints it");
                return Map.of();
            }
            var hash = entry.substring(colon + 1);
            if (!HASH.matcher(hash).matches()) {
                labels.child(name)
                        .problem(
                                "the password of "
                                        + entry.substring(0, colon)
                                        + " is no hash that htpasswd prints; in Compose files each"
                                        + " $ is written $$");
                return Map.of();
            }
            users.put(entry.substring(0, colon), hash);
        }
        return users;
    }
}
