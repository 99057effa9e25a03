package naru.container.image;

import naru.container.image.Documents.Platform;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

/**
 * A platform as users write it: {@code linux/amd64}, {@code linux/arm64/v8}, {@code arm64}.
 *
 * @param variant such as {@code v7}; empty for none
 */
record PlatformName(String os, String architecture, String variant) {

    /** The one this process runs on. */
    static PlatformName host() {
        String arch = System.getProperty("os.arch", "amd64");
        return new PlatformName("linux", arch.equals("aarch64") ? "arm64" : "amd64", "");
    }

    static PlatformName parse(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return host();
        }
        String[] parts = text.split("/", -1);
        for (String part : parts) {
            if (part.isEmpty() || !part.matches("[A-Za-z0-9_.-]+")) {
                throw new NaruException.Invalid(
                        "\"" + part + "\" is an invalid component of \"" + text + "\"");
            }
        }
        return switch (parts.length) {
            case 1 -> normal("linux", parts[0], "");
            case 2 -> normal(parts[0], parts[1], "");
            case 3 -> normal(parts[0], parts[1], parts[2]);
            default ->
                    throw new NaruException.Invalid(
                            "\"" + text + "\": cannot parse platform specifier");
        };
    }

    /** Other words for the same; containerd project, "platforms" Normalize. */
    private static PlatformName normal(String os, String architecture, String variant) {
        return switch (architecture) {
            case "x86_64", "x86-64" -> new PlatformName(os, "amd64", "");
            case "aarch64", "arm64" ->
                    new PlatformName(os, "arm64", variant.equals("v8") ? "" : variant);
            case "armhf" -> new PlatformName(os, "arm", "v7");
            default -> new PlatformName(os, architecture, variant);
        };
    }

    private PlatformName of(Platform platform) {
        return normal(
                orEmpty(platform.os()),
                orEmpty(platform.architecture()),
                orEmpty(platform.variant()));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    boolean isExactly(Platform platform) {
        return of(platform).equals(this);
    }

    /** Whether it is for this machine, whatever its variant if none was asked for. */
    boolean matches(Platform platform) {
        var other = of(platform);
        return os.equals(other.os)
                && architecture.equals(other.architecture)
                && (variant.isEmpty() || other.variant.isEmpty());
    }

    @Override
    public String toString() {
        return os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant);
    }
}
