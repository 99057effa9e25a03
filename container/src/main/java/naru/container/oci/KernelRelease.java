package naru.container.oci;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The release of the running kernel, such as 6.1. */
final class KernelRelease {
    private static final Path FILE = Path.of("/proc/sys/kernel/osrelease");
    private static final Pattern NUMBERS = Pattern.compile("(\\d{1,9})\\.(\\d{1,9}).*");

    private KernelRelease() {}

    static boolean atLeast(int major, int minor) {
        try {
            return isAtLeast(Files.readString(FILE).strip(), major, minor);
        } catch (IOException unreadable) {
            return false;
        }
    }

    static boolean isAtLeast(String release, int major, int minor) {
        var numbers = NUMBERS.matcher(release);
        if (!numbers.matches()) {
            return false;
        }
        int first = Integer.parseInt(numbers.group(1));
        return first > major || (first == major && Integer.parseInt(numbers.group(2)) >= minor);
    }
}
