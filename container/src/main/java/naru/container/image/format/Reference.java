package naru.container.image.format;

import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.util.regex.Pattern;

/**
 * The name of an image: {@code [domain/]path[:tag][@digest]}, with Docker's defaults filled in. See
 * "reference" of the distribution project.
 *
 * @param domain the registry, such as {@code docker.io} or {@code 127.0.0.1:5000}
 * @param path the repository, such as {@code library/nginx}
 */
public record Reference(String domain, String path, @Nullable String tag, @Nullable String digest) {
    private static final String DEFAULT_DOMAIN = "docker.io";
    private static final String OFFICIAL = "library/";
    private static final int MAX_NAME = 255;
    private static final String LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*+(?<!-))?";
    private static final Pattern DOMAIN =
            Pattern.compile("(?:" + LABEL + "(?:\\." + LABEL + ")*|\\[[a-fA-F0-9:]+])(?::[0-9]+)?");
    private static final int MAX_TAG = 128;

    /**
     * Parses a name given by a user; without tag and digest it means {@code latest}.
     *
     * @throws NaruException.Invalid {@code invalid reference format}
     */
    public static Reference parse(String text) {
        var reference = parseWithoutDefault(text);
        return reference.tag == null && reference.digest == null
                ? reference.withTag("latest")
                : reference;
    }

    /** Whether this is the name of a repository, without tag and digest. */
    public static boolean isNameOnly(String text) {
        try {
            var reference = parseWithoutDefault(text);
            return reference.tag == null && reference.digest == null;
        } catch (NaruException.Invalid ignored) {
            return false;
        }
    }

    /**
     * The name of a new image: a repository, whose tag is replaced by a given tag.
     *
     * @throws NaruException.Invalid if one of them is invalid, or the repository has a digest
     */
    public static String tagged(String repository, String tag) {
        var reference = parse(repository);
        if (reference.digest != null) {
            throw new NaruException.Invalid("refusing to create a tag with a digest reference");
        }
        if (!tag.isEmpty() && !isTag(tag)) {
            throw new NaruException.Invalid("invalid tag format");
        }
        return (tag.isEmpty() ? reference : reference.withTag(tag)).familiar();
    }

    private static Reference parseWithoutDefault(String text) {
        String rest = text;
        String digest = null;
        String tag = null;
        int at = rest.indexOf('@');
        if (at >= 0) {
            digest = rest.substring(at + 1);
            rest = rest.substring(0, at);
            check(Digest.isValid(digest), text);
        }
        int colon = rest.lastIndexOf(':');
        if (colon > rest.lastIndexOf('/')) {
            tag = rest.substring(colon + 1);
            rest = rest.substring(0, colon);
            check(isTag(tag), text);
        }
        return named(rest, tag, digest, text);
    }

    private static Reference named(
            String name, @Nullable String tag, @Nullable String digest, String text) {
        check(!Digest.isHex(name), text);
        int slash = name.indexOf('/');
        String first = slash < 0 ? "" : name.substring(0, slash);
        boolean hasDomain =
                first.indexOf('.') >= 0
                        || first.indexOf(':') >= 0
                        || first.equals("localhost")
                        || !first.equals(first.toLowerCase(java.util.Locale.ROOT));
        String domain = hasDomain ? first : DEFAULT_DOMAIN;
        String path = hasDomain ? name.substring(slash + 1) : name;
        check(isDomain(domain), text);
        if (domain.equals("index.docker.io")) {
            domain = DEFAULT_DOMAIN;
        }
        if (domain.equals(DEFAULT_DOMAIN) && path.indexOf('/') < 0) {
            path = OFFICIAL + path;
        }
        checkPath(path, text);
        return new Reference(domain, path, tag, digest);
    }

    /** A host name or an IPv6 address in brackets, and a port or none. */
    private static boolean isDomain(String domain) {
        return DOMAIN.matcher(domain).matches();
    }

    private static void checkPath(String path, String text) {
        if (!path.equals(path.toLowerCase(java.util.Locale.ROOT))) {
            throw new NaruException.Invalid(
                    "invalid reference format: repository name (" + path + ") must be lowercase");
        }
        check(path.length() <= MAX_NAME, text);
        for (String part : path.split("/", -1)) {
            check(isPathPart(part), text);
        }
    }

    /** Letters and digits, with single separators between them: a dot, one or two _, any -. */
    private static boolean isPathPart(String part) {
        boolean afterWord = false;
        int i = 0;
        while (i < part.length()) {
            if (isWord(part.charAt(i))) {
                afterWord = true;
                i++;
                continue;
            }
            int end = i;
            while (end < part.length() && !isWord(part.charAt(end))) {
                end++;
            }
            String separator = part.substring(i, end);
            boolean allowed =
                    separator.equals(".")
                            || separator.equals("_")
                            || separator.equals("__")
                            || separator.chars().allMatch(c -> c == '-');
            if (!afterWord || !allowed || end == part.length()) {
                return false;
            }
            i = end;
        }
        return afterWord;
    }

    private static boolean isWord(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }

    private static boolean isTag(String tag) {
        if (tag.isEmpty() || tag.length() > MAX_TAG) {
            return false;
        }
        for (int i = 0; i < tag.length(); i++) {
            char c = tag.charAt(i);
            boolean word = isWord(c) || (c >= 'A' && c <= 'Z') || c == '_';
            if (!word && (i == 0 || (c != '.' && c != '-'))) {
                return false;
            }
        }
        return true;
    }

    private static void check(boolean valid, String text) {
        if (!valid) {
            throw new NaruException.Invalid("invalid reference format: \"" + text + "\"");
        }
    }

    public Reference withTag(String newTag) {
        return new Reference(domain, path, newTag, digest);
    }

    /** Docker's short form, without the defaults. */
    public String familiarName() {
        if (!domain.equals(DEFAULT_DOMAIN)) {
            return domain + "/" + path;
        }
        return path.startsWith(OFFICIAL) ? path.substring(OFFICIAL.length()) : path;
    }

    /** {@code name:tag} in Docker's short form, or {@code name@digest} without a tag. */
    public String familiar() {
        return tag != null ? familiarName() + ":" + tag : familiarName() + "@" + digest;
    }

    /** The reference for requests to a registry: the digest if there is one. */
    public String wanted() {
        String reference = digest != null ? digest : tag;
        return reference == null ? "latest" : reference;
    }

    @Override
    public String toString() {
        return familiar();
    }
}
