package naru.linux.error;

/**
 * The kernel rejected an operation. The message reads {@code RTM_NEWLINK veth4f2a1c0: EEXIST (File
 * exists): <text>}, where the last part is the kernel's own text, if there is one.
 */
public final class LinuxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int number;
    private final String operation;
    private final String object;
    private final String kernelText;

    public LinuxException(Errno errno, String operation, String object) {
        this(errno, operation, object, "");
    }

    /** With the kernel's own text (NLMSGERR_ATTR_MSG), which is empty if there is none. */
    public LinuxException(Errno errno, String operation, String object, String kernelText) {
        super(message(errno, operation, object, kernelText));
        this.number = errno.number();
        this.operation = operation;
        this.object = object;
        this.kernelText = kernelText;
    }

    public Errno errno() {
        return new Errno(number);
    }

    /** Whether the kernel returned this error. */
    public boolean is(Errno errno) {
        return number == errno.number();
    }

    /** The system call or netlink message, such as {@code RTM_NEWLINK}. */
    public String operation() {
        return operation;
    }

    /** The object of the operation, such as an interface name or a path. */
    public String object() {
        return object;
    }

    /** The kernel's own text, or an empty string. */
    public String kernelText() {
        return kernelText;
    }

    private static String message(Errno errno, String operation, String object, String kernelText) {
        var message = new StringBuilder(operation);
        if (!object.isEmpty()) {
            message.append(' ').append(object);
        }
        message.append(": ").append(errno);
        if (!kernelText.isEmpty()) {
            message.append(": ").append(kernelText);
        }
        return message.toString();
    }
}
