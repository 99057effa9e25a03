package naru.linux.netlink;

import naru.linux.Errno;
import naru.linux.LinuxException;

/**
 * What the kernel said against one of the messages that were sent together.
 *
 * @param position of the message among them, from zero
 * @param text the kernel's own words (NLMSGERR_ATTR_MSG), or empty
 */
public record Refusal(int position, Errno errno, String text) {
    public LinuxException of(String operation, String object) {
        return new LinuxException(errno, operation, object, text);
    }
}
