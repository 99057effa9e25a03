package naru.container.image.format;

import naru.container.image.format.Documents.Platform;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.Set;

/**
 * A platform in the form used by users: {@code linux/amd64}, {@code linux/arm64/v8}, {@code arm64}.
 *
 * @param variant such as {@code v7}; empty for none
 */
public record PlatformName(String os, String architecture, String variant) {

    private static final Set<String> SYSTEMS = Set.of("linux", "windows", "darwin", "freebsd");
    private static final Set<String> ARCHITECTURES =
            Set.of(
                    "386",
                    "amd64",
                    "arm",
                    "arm64",
                    "loong64",
                    "mips64le",
                    "ppc64le",
                    "riscv64",
                    "s390x");

    /** The platform of this process. */
    public static PlatformName host() {
        String arch = System.getProperty("os.arch", "amd64");
        return new PlatformName("linux", arch.equals("aarch64") ? "arm64" : "amd64", "");
    }

    public static PlatformName parse(@Nullable String text) {
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
            case 1 -> one(text);
            case 2 -> normal(parts[0], parts[1], "");
            case 3 -> normal(parts[0], parts[1], parts[2]);
            default ->
                    throw new NaruException.Invalid(
                            "\"" + text + "\": cannot parse platform specifier");
        };
    }

    /** An operating system or an architecture; the other is the host's. */
    private static PlatformName one(String text) {
        var asArchitecture = normal("linux", text, "");
        if (SYSTEMS.contains(system(text))) {
            return new PlatformName(system(text), host().architecture, "");
        }
        if (ARCHITECTURES.contains(asArchitecture.architecture)) {
            return asArchitecture;
        }
        throw new NaruException.Invalid(
                "\"" + text + "\": unknown operating system or architecture");
    }

    /** Aliases; containerd project, "platforms", database.go. */
    private static PlatformName normal(String givenOs, String givenArch, String givenVariant) {
        String os = system(givenOs);
        String variant = givenVariant.toLowerCase(Locale.ROOT);
        String architecture = givenArch.toLowerCase(Locale.ROOT);
        return switch (architecture) {
            case "i386" -> new PlatformName(os, "386", "");
            case "x86_64", "x86-64", "amd64" ->
                    new PlatformName(os, "amd64", variant.equals("v1") ? "" : variant);
            case "aarch64", "arm64" -> new PlatformName(os, "arm64", arm64(variant));
            case "armhf" -> new PlatformName(os, "arm", "");
            case "armel" -> new PlatformName(os, "arm", "v6");
            case "arm" -> new PlatformName(os, "arm", arm(variant));
            default -> new PlatformName(os, architecture, variant);
        };
    }

    private static String system(String os) {
        String name = os.toLowerCase(Locale.ROOT);
        return name.equals("macos") ? "darwin" : name;
    }

    private static String arm64(String variant) {
        return switch (variant) {
            case "8", "v8" -> "";
            case "9", "9.0", "v9.0" -> "v9";
            default -> variant;
        };
    }

    /** The default variant is v7. */
    private static String arm(String variant) {
        return switch (variant) {
            case "7", "v7" -> "";
            case "5", "6", "8" -> "v" + variant;
            default -> variant;
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

    /** Whether it matches this machine; the variant is ignored if none was requested. */
    boolean matches(Platform platform) {
        var other = of(platform);
        return os.equals(other.os)
                && architecture.equals(other.architecture)
                && (variant.isEmpty() || other.variant.isEmpty());
    }

    /** Whether an image matches this platform; an image without a platform counts as the host's. */
    boolean admits(String imageOs, String imageArchitecture, String imageVariant) {
        String architecture = imageArchitecture.isEmpty() ? host().architecture : imageArchitecture;
        String os = imageOs.isEmpty() ? host().os : imageOs;
        var other = of(new Platform(architecture, os, imageVariant));
        return matches(new Platform(architecture, os, imageVariant)) || equals(other);
    }

    @Override
    public String toString() {
        return os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant);
    }
}
