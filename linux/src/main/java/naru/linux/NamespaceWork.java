package naru.linux;

/** Work done inside a namespace: system calls only, no logging, nothing that may start a thread. */
@FunctionalInterface
public interface NamespaceWork<T, X extends Exception> {
    T run() throws X;
}
