package naru.linux.syscall;

import naru.linux.error.Errno;
import naru.linux.error.LinuxException;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Makes system calls through syscall(2) of libc. One function serves all of them, because linking a
 * function takes milliseconds in a cold JVM.
 */
public final class Syscall {
    private Syscall() {}

    /** Linked on the first call. */
    private static final class Function {
        static final MethodHandle SYSCALL = link();

        private static MethodHandle link() {
            Linker linker = Linker.nativeLinker();
            var number = ValueLayout.JAVA_LONG;
            return linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("syscall"),
                    FunctionDescriptor.of(
                            number, number, number, number, number, number, number, number),
                    Linker.Option.firstVariadicArg(1),
                    Linker.Option.captureCallState("errno"));
        }
    }

    /**
     * Makes a call with up to six arguments.
     *
     * @return the kernel's result, or the negated errno
     */
    public static long call(SystemCall which, long a, long b, long c, long d, long e, long f) {
        try (var arena = Arena.ofConfined()) {
            MemorySegment errno = arena.allocate(ValueLayout.JAVA_INT);
            return call(errno, which, a, b, c, d, e, f);
        }
    }

    public static long call(SystemCall which, long a) {
        return call(which, a, 0, 0, 0, 0, 0);
    }

    public static long call(SystemCall which, long a, long b) {
        return call(which, a, b, 0, 0, 0, 0);
    }

    public static long call(SystemCall which, long a, long b, long c) {
        return call(which, a, b, c, 0, 0, 0);
    }

    /** As above, with four bytes provided by the caller for errno. */
    public static long call(
            MemorySegment errno, SystemCall which, long a, long b, long c, long d, long e, long f) {
        try {
            long result =
                    (long) Function.SYSCALL.invokeExact(errno, which.number(), a, b, c, d, e, f);
            return result == -1 ? -errno.get(ValueLayout.JAVA_INT, 0) : result;
        } catch (Throwable impossible) { // a downcall throws no checked exception
            throw new AssertionError(impossible);
        }
    }

    /** Returns {@code result} unless it is a negated errno. */
    public static long check(long result, String operation, String object) {
        if (result < 0) {
            throw new LinuxException(new Errno((int) -result), operation, object);
        }
        return result;
    }
}
