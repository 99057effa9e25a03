package naru.etcd;

/**
 * A key and its value at some revision.
 *
 * @param created the revision at which the key was created
 * @param modified the revision of its last put
 * @param lease the lease that it ends with, 0 for none
 */
public record Entry(String key, Bytes value, long created, long modified, long lease) {}
