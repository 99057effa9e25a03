package naru.container.run;

import org.jspecify.annotations.Nullable;

import java.util.function.Supplier;

/** A value that is created at first use. Any thread; after a failure, the next use retries. */
public final class LazyValue<T> implements Supplier<T> {
    private final Supplier<T> maker;
    private volatile @Nullable T value;

    public LazyValue(Supplier<T> maker) {
        this.maker = maker;
    }

    @Override
    public T get() {
        T made = value;
        return made != null ? made : make();
    }

    private synchronized T make() {
        T made = value;
        if (made == null) {
            made = maker.get();
            value = made;
        }
        return made;
    }
}
