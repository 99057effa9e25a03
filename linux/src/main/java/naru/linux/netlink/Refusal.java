package naru.linux.netlink;

import naru.linux.error.Errno;
import naru.linux.error.LinuxException;

/**
 * The kernel's error for one of several messages that were sent together.
 *
 * @param position of the message among them, from zero
 * @param text the kernel's own text (NLMSGERR_ATTR_MSG), or empty
 */
public record Refusal(int position, Errno errno, String text) {
    public LinuxException of(String operation, String object) {
        return new LinuxException(errno, operation, object, text);
    }
}
