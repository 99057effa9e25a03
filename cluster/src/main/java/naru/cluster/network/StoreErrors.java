package naru.cluster.network;

import naru.etcd.EtcdException;
import naru.network.model.NaruException;

import java.util.function.Supplier;

/** Converts failures of the store to refusals of requests. */
final class StoreErrors {
    private StoreErrors() {}

    /**
     * @throws NaruException.Exhausted if the store does not answer, or may have carried out a write
     */
    static <T> T reported(Supplier<T> call) {
        try {
            return call.get();
        } catch (EtcdException e) {
            throw exhausted(e);
        }
    }

    static NaruException exhausted(EtcdException e) {
        return new NaruException.Exhausted(
                switch (e) {
                    case EtcdException.Unavailable _ ->
                            "the store of the cluster does not answer: " + e.getMessage();
                    case EtcdException.Unknown _ ->
                            "the store of the cluster may have made the change or not: "
                                    + e.getMessage();
                    default -> "the store of the cluster has refused the change: " + e.getMessage();
                });
    }
}
