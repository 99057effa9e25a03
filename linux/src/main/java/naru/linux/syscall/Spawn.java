package naru.linux.syscall;

import static naru.linux.syscall.Syscall.check;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.List;

/**
 * Starts a program in the namespaces of the calling thread, without starting a thread. See
 * posix_spawn(3).
 */
public final class Spawn {
    /** The first descriptor after the standard streams. */
    public static final int FIRST = 3;

    private static final int ROOM = 512; // bytes, more than the size of either structure of spawn.h
    private static final int SIGSET_SIZE = 128; // bytes, sigset_t of libc
    private static final int POSIX_SPAWN_SETSIGDEF = 4; // spawn.h
    private static final int POSIX_SPAWN_SETSIGMASK = 8;

    private Spawn() {}

    /** Linked on the first start; one function descriptor serves all, as in {@link Syscall}. */
    private enum Function {
        POSIX_SPAWN,
        POSIX_SPAWN_FILE_ACTIONS_INIT,
        POSIX_SPAWN_FILE_ACTIONS_DESTROY,
        POSIX_SPAWN_FILE_ACTIONS_ADDOPEN,
        POSIX_SPAWN_FILE_ACTIONS_ADDDUP2,
        POSIX_SPAWN_FILE_ACTIONS_ADDCLOSEFROM_NP, // glibc 2.34
        POSIX_SPAWN_FILE_ACTIONS_ADDCHDIR_NP, // glibc 2.29
        POSIX_SPAWNATTR_INIT,
        POSIX_SPAWNATTR_DESTROY,
        POSIX_SPAWNATTR_SETFLAGS,
        POSIX_SPAWNATTR_SETSIGMASK,
        POSIX_SPAWNATTR_SETSIGDEFAULT;

        private final MethodHandle handle = link(name().toLowerCase(java.util.Locale.ROOT));

        private static MethodHandle link(String name) {
            Linker linker = Linker.nativeLinker();
            var word =
                    ValueLayout.JAVA_LONG; // a register; functions with fewer parameters ignore it
            return linker.downcallHandle(
                    linker.defaultLookup().findOrThrow(name),
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, word, word, word, word, word, word));
        }

        /** These return errno instead of setting it. */
        void call(String object, long... given) {
            long[] a = Arrays.copyOf(given, 6);
            int errno;
            try {
                errno = (int) handle.invokeExact(a[0], a[1], a[2], a[3], a[4], a[5]);
            } catch (Throwable impossible) { // a downcall throws no checked exception
                throw new AssertionError(impossible);
            }
            check(-errno, name().toLowerCase(java.util.Locale.ROOT), object);
        }
    }

    /**
     * Starts {@code path} with no signal blocked, none ignored, and /dev/null for its standard
     * streams.
     *
     * @param folder its working directory
     * @param passed descriptors of this process that become its descriptors {@value #FIRST} and
     *     following; each has a higher number than those. It inherits no others.
     * @return its process id; the caller has to wait for it
     */
    public static int posixSpawn(
            String path,
            List<String> arguments,
            List<String> environment,
            String folder,
            int... passed) {
        try (var arena = Arena.ofConfined()) {
            long actions = arena.allocate(ROOM, 16).address();
            long attributes = arena.allocate(ROOM, 16).address();
            Function.POSIX_SPAWN_FILE_ACTIONS_INIT.call(path, actions);
            Function.POSIX_SPAWNATTR_INIT.call(path, attributes);
            try {
                arrangeFiles(arena, actions, passed);
                Function.POSIX_SPAWN_FILE_ACTIONS_ADDCHDIR_NP.call(
                        folder, actions, arena.allocateFrom(folder).address());
                arrangeSignals(arena, attributes);
                MemorySegment pid = arena.allocate(ValueLayout.JAVA_INT);
                Function.POSIX_SPAWN.call(
                        path,
                        pid.address(),
                        arena.allocateFrom(path).address(),
                        actions,
                        attributes,
                        Linux.strings(arena, arguments),
                        Linux.strings(arena, environment));
                return pid.get(ValueLayout.JAVA_INT, 0);
            } finally {
                Function.POSIX_SPAWN_FILE_ACTIONS_DESTROY.call(path, actions);
                Function.POSIX_SPAWNATTR_DESTROY.call(path, attributes);
            }
        }
    }

    private static void arrangeFiles(Arena arena, long actions, int... passed) {
        long nothing = arena.allocateFrom("/dev/null").address();
        for (int stream = 0; stream < FIRST; stream++) {
            Function.POSIX_SPAWN_FILE_ACTIONS_ADDOPEN.call(
                    "/dev/null", actions, stream, nothing, Flags.O_RDWR, 0);
        }
        for (int i = 0; i < passed.length; i++) {
            Function.POSIX_SPAWN_FILE_ACTIONS_ADDDUP2.call(
                    "fd " + passed[i], actions, passed[i], FIRST + i);
        }
        Function.POSIX_SPAWN_FILE_ACTIONS_ADDCLOSEFROM_NP.call(
                "files", actions, FIRST + passed.length);
    }

    /** Java threads block SIGQUIT, which the program would inherit. */
    private static void arrangeSignals(Arena arena, long attributes) {
        var none = arena.allocate(SIGSET_SIZE, 8);
        var all = arena.allocate(SIGSET_SIZE, 8).fill((byte) 0xff);
        Function.POSIX_SPAWNATTR_SETSIGMASK.call("signals", attributes, none.address());
        Function.POSIX_SPAWNATTR_SETSIGDEFAULT.call("signals", attributes, all.address());
        Function.POSIX_SPAWNATTR_SETFLAGS.call(
                "signals", attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    }
}
