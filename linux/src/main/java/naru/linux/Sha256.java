package naru.linux;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * SHA-256 by OpenSSL's libcrypto, if it is installed on this host. Java code compiled by C1, as in
 * the daemon, takes twenty times as long. One thread at a time.
 */
public final class Sha256 extends MessageDigest {
    private static final int STATE = 256; // bytes; SHA256_CTX of openssl/sha.h has 112
    private static final int LENGTH = 32;

    private final Library library;
    private final MemorySegment state = Arena.ofAuto().allocate(STATE, 8);

    private Sha256(Library library) {
        super("SHA-256");
        this.library = library;
        engineReset();
    }

    /** The fastest available one: OpenSSL's, or else Java's. */
    public static MessageDigest create() {
        var library = Library.FOUND;
        return library == null ? ofJava() : new Sha256(library);
    }

    private static MessageDigest ofJava() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every JDK provides it
        }
    }

    /** Functions of openssl/sha.h. */
    private record Library(MethodHandle init, MethodHandle update, MethodHandle finish) {
        static final @Nullable Library FOUND = find();

        private static @Nullable Library find() {
            try {
                var names = SymbolLookup.libraryLookup("libcrypto.so.3", Arena.global());
                var linker = Linker.nativeLinker();
                var result = ValueLayout.JAVA_INT;
                var pointer = ValueLayout.ADDRESS;
                return new Library(
                        linker.downcallHandle(
                                names.findOrThrow("SHA256_Init"),
                                FunctionDescriptor.of(result, pointer)),
                        linker.downcallHandle(
                                names.findOrThrow("SHA256_Update"),
                                FunctionDescriptor.of(
                                        result, pointer, pointer, ValueLayout.JAVA_LONG),
                                Linker.Option.critical(true)), // reads the array in place
                        linker.downcallHandle(
                                names.findOrThrow("SHA256_Final"),
                                FunctionDescriptor.of(result, pointer, pointer)));
            } catch (IllegalArgumentException | java.util.NoSuchElementException ignored) {
                return null;
            }
        }
    }

    @Override
    protected int engineGetDigestLength() {
        return LENGTH;
    }

    @Override
    protected void engineUpdate(byte input) {
        engineUpdate(new byte[] {input}, 0, 1);
    }

    @Override
    protected void engineUpdate(byte[] input, int offset, int length) {
        var bytes = MemorySegment.ofArray(input).asSlice(offset, length);
        try {
            int _ = (int) library.update.invokeExact(state, bytes, (long) length);
        } catch (Throwable impossible) { // a downcall itself throws nothing
            throw new AssertionError(impossible);
        }
    }

    @Override
    protected byte[] engineDigest() {
        try (var arena = Arena.ofConfined()) {
            var digest = arena.allocate(LENGTH);
            int _ = (int) library.finish.invokeExact(digest, state);
            engineReset();
            return digest.toArray(ValueLayout.JAVA_BYTE);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    @Override
    protected void engineReset() {
        try {
            int _ = (int) library.init.invokeExact(state);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }
}
