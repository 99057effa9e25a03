package naru.linux.netlink;

import naru.linux.error.Errno;

import org.jspecify.annotations.Nullable;

/**
 * NLMSG_ERROR: i32 negated errno or 0, the header of the message it answers, that message's payload
 * unless capped, attributes. See linux/netlink.h.
 */
final class ErrorMessage {
    private static final int NLMSG_ERROR = 2;
    private static final int NLMSG_DONE = 3;
    private static final int NLM_F_CAPPED = 0x100;
    private static final int NLM_F_ACK_TLVS = 0x200;
    private static final int NLMSGERR_ATTR_MSG = 1;
    private static final int ORIGINAL = 4; // offset of the answered header

    private ErrorMessage() {}

    /** The error for the message with the same sequence number, or null if it was acknowledged. */
    static @Nullable Refusal refusal(MessageReader message, int firstSequence) {
        // NLMSG_DONE begins with the error that ended a dump early.
        boolean mayRefuse = message.type() == NLMSG_ERROR || message.type() == NLMSG_DONE;
        return mayRefuse ? decode(message, firstSequence) : null;
    }

    private static @Nullable Refusal decode(MessageReader message, int firstSequence) {
        int error = -message.get32(0);
        if (error == 0) {
            return null;
        }
        int position = message.sequence() - firstSequence;
        return new Refusal(position, new Errno(error), text(message));
    }

    private static String text(MessageReader message) {
        if (message.type() != NLMSG_ERROR || (message.flags() & NLM_F_ACK_TLVS) == 0) {
            return "";
        }
        int original = message.get32(ORIGINAL); // its length
        boolean capped = (message.flags() & NLM_F_CAPPED) != 0;
        var attributes = message.attributes(ORIGINAL + (capped ? MessageWriter.HEADER : original));
        while (attributes.next()) {
            if (attributes.type() == NLMSGERR_ATTR_MSG) {
                return attributes.string();
            }
        }
        return "";
    }
}
