package naru.container.image;

import naru.container.image.Documents.Platform;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

/** A platform as users write it: {@code linux/amd64}, {@code linux/arm64/v8}, {@code arm64}. */
record PlatformName(String os, String architecture) {

    /** The one this process runs on. */
    static PlatformName host() {
        String arch = System.getProperty("os.arch", "amd64");
        return new PlatformName("linux", arch.equals("aarch64") ? "arm64" : "amd64");
    }

    static PlatformName parse(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return host();
        }
        String[] parts = text.split("/", -1);
        return switch (parts.length) {
            case 1 -> new PlatformName("linux", normal(parts[0]));
            case 2, 3 -> new PlatformName(parts[0], normal(parts[1]));
            default ->
                    throw new NaruException.Invalid(
                            "\"" + text + "\" is an invalid component of a platform");
        };
    }

    private static String normal(String architecture) {
        return switch (architecture) {
            case "x86_64", "x86-64" -> "amd64";
            case "aarch64" -> "arm64";
            default -> architecture;
        };
    }

    boolean matches(Platform platform) {
        return os.equals(platform.os()) && architecture.equals(platform.architecture());
    }

    @Override
    public String toString() {
        return os + "/" + architecture;
    }
}
